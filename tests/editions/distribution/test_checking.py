import pytest
from django.core.management import CommandError, call_command

from editions.distribution import checking
from editions.distribution.checking import DnsSilentError
from tests.servers import names, ports

DOMAIN = "bulletin.example"
GOOD = {
    (DOMAIN, "TXT"): ['"unrelated" ', '"v=spf1 include:relay.example -all"'],
    (DOMAIN, "MX"): ["10 mx.bulletin.example."],
    (f"s1._domainkey.{DOMAIN}", "TXT"): ['"v=DKIM1; k=rsa; p=MIIB" "IjAN"'],
    (f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1; p=reject; rua=mailto:dmarc@bulletin.example"'],
}


def look(records, *, domain=DOMAIN, bounces_to=DOMAIN, selectors=("s1",)):
    """What is found, as pairs of what and whether it is good, and all that was said."""
    with names.running(records) as port:
        resolver = checking.resolver_at("127.0.0.1", port)
        found = checking.look(domain, bounces_to=bounces_to, selectors=selectors, resolver=resolver)
    return [(each.what, each.is_good) for each in found], " ".join(each.said for each in found)


def test_a_sender_with_everything_is_good():
    found, said = look(GOOD)

    assert found == [(what, True) for what in ("SPF", "DKIM", "DMARC", "Alignment", "Bounces")]
    assert "v=spf1 include:relay.example -all" in said


def test_of_a_domain_that_says_nothing_everything_is_missing():
    found, _ = look({("other.example", "TXT"): ['"v=spf1 -all"']})

    bad = [what for what, is_good in found if is_good is False]
    assert bad == ["SPF", "DKIM", "DMARC", "Bounces"]


@pytest.mark.parametrize(
    ("records", "told"),
    [
        (['"v=spf1 -all"', '"v=spf1 ~all"'], "2 SPF records"),
        (['"v=spf1 +all"'], "lets everybody"),
        (['"v=spf1 mx ?all"'], "forbids nobody"),
        ([f'"v=spf1 {" ".join(f"include:r{n}.example" for n in range(11))} -all"'], "more than 10 look-ups"),
        (['"v=spf10 -all"'], "no SPF record"),
    ],
)
def test_an_spf_record_that_does_not_help_is_bad(records, told):
    found, said = look({**GOOD, (DOMAIN, "TXT"): records})

    assert ("SPF", False) in found
    assert told in said


def test_an_spf_record_may_point_to_another_domain_s():
    found, _ = look({**GOOD, (DOMAIN, "TXT"): ['"v=spf1 redirect=relay.example"']})

    assert ("SPF", True) in found


def test_without_a_selector_the_usual_ones_are_tried_and_only_a_hint_is_given():
    without = {key: value for key, value in GOOD.items() if "_domainkey" not in key[0]}

    assert ("DKIM", True) in look(GOOD, selectors=())[0]
    assert ("DKIM", None) in look(without, selectors=())[0]
    assert ("DKIM", False) in look(without, selectors=("s1",))[0]


def test_a_revoked_key_is_bad():
    found, said = look({**GOOD, (f"s1._domainkey.{DOMAIN}", "TXT"): ['"v=DKIM1; p="']})

    assert ("DKIM", False) in found
    assert "revoked" in said


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("v=DMARC1; p=none; rua=mailto:a@b.example", [True, None]),
        ("v=DMARC1; p=quarantine", [True, None]),
        ("v=DMARC1; p=none", [True, None, None]),
        ("v=DMARC1; rua=mailto:a@b.example", [False]),
    ],
)
def test_a_dmarc_policy_is_judged(record, expected):
    found, _ = look({**GOOD, (f"_dmarc.{DOMAIN}", "TXT"): [f'"{record}"']})

    assert [is_good for what, is_good in found if what == "DMARC"] == expected


def test_the_policy_of_the_domain_above_holds_below_it():
    records = {**GOOD, (f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1; p=reject; sp=none; rua=mailto:a@b.example"']}

    found, said = look(records, domain=f"news.{DOMAIN}")

    assert [is_good for what, is_good in found if what == "DMARC"] == [True, None]
    assert "only watches" in said


def test_bounces_to_a_foreign_domain_are_a_hint():
    records = {**GOOD, ("relay.example", "TXT"): ['"v=spf1 -all"'], ("relay.example", "MX"): ["10 mx.relay.example."]}

    found, _ = look(records, bounces_to="relay.example")

    assert ("Alignment", None) in found


def test_a_name_server_that_is_silent_says_nothing_about_the_domain(monkeypatch):
    monkeypatch.setattr(checking, "PATIENCE", 0.3)
    resolver = checking.resolver_at("127.0.0.1", ports.free())

    with pytest.raises(DnsSilentError):
        checking.look(DOMAIN, bounces_to=DOMAIN, selectors=(), resolver=resolver)


@pytest.mark.parametrize(
    ("sender", "domain"),
    [("The Bulletin <news@bulletin.example>", DOMAIN), ("news@łódź.example", "xn--d-uga0v4h.example"), ("nobody", "")],
)
def test_the_domain_is_that_of_the_from_line(sender, domain):
    assert checking.domain_of(sender) == domain


def test_the_command_says_what_it_found_and_ends_by_it(settings, capsys):
    settings.BULK_FROM_EMAIL, settings.MAIL_DOMAIN = f"News <news@{DOMAIN}>", DOMAIN
    with names.running(GOOD) as port:
        call_command("check_sender", "--nameserver", f"127.0.0.1:{port}", "--selector", "s1")
        good = capsys.readouterr().out
        settings.MAIL_DOMAIN = "other.example"
        with pytest.raises(SystemExit, match="1"):
            call_command("check_sender", "--nameserver", f"127.0.0.1:{port}")

    assert good.count("good  ") == 5
    assert "BAD   SPF: other.example" in capsys.readouterr().out


def test_the_command_says_when_nobody_answers(settings, monkeypatch):
    monkeypatch.setattr(checking, "PATIENCE", 0.3)
    settings.BULK_FROM_EMAIL = f"news@{DOMAIN}"

    with pytest.raises(CommandError, match="No name server answers") as silent:
        call_command("check_sender", "--nameserver", f"127.0.0.1:{ports.free()}")

    assert silent.value.returncode == 3


def test_a_sender_without_an_address_can_not_be_looked_up(settings):
    settings.BULK_FROM_EMAIL = "nobody"

    with pytest.raises(CommandError, match="no address"):
        call_command("check_sender")

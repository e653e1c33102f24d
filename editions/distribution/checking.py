"""What receivers of an edition look up about its sender in the DNS: SPF, DKIM and DMARC."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

import dns.exception
import dns.resolver
from dns.resolver import Resolver

PATIENCE = 5.0  # seconds for one question
# Names under which mail providers and relays usually publish their keys.
USUAL_SELECTORS = ("default", "dkim", "mail", "selector1", "selector2", "s1", "s2", "k1", "google")
MOST_LOOKUPS = 10  # RFC 7208, 4.6.4
LOOKS_UP = re.compile(r"^[+~?-]?(?:include:|a\b|mx\b|ptr\b|exists:)|^redirect=", re.I)


class DnsSilentError(Exception):
    """No name server answered; nothing can be said."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `is_good` None is a hint that nobody has to follow."""

    what: str
    is_good: bool | None
    said: str


def resolver_at(nameserver: str, port: int) -> Resolver:
    """One that asks only this name server."""
    resolver = Resolver(configure=False)
    resolver.nameservers, resolver.port = [nameserver], port
    return resolver


def domain_of(sender: str) -> str:
    """The domain of the address in a From line, in the letters of the DNS."""
    local, _, domain = parseaddr(sender)[1].rpartition("@")
    return domain.encode("idna").decode() if local and domain else ""


def look(domain: str, *, bounces_to: str, selectors: Sequence[str], resolver: Resolver) -> list[Finding]:
    """What is known about a sender's domain, and about the domain that its bounces go to. Raises DnsSilentError."""
    return [
        _spf(bounces_to, resolver),
        _dkim(domain, selectors, resolver),
        *_dmarc(domain, resolver),
        _alignment(domain, bounces_to),
        _mx(bounces_to, resolver),
    ]


def _spf(domain: str, resolver: Resolver) -> Finding:
    """RFC 7208: one record, which ends in a decision and asks for no more than ten look-ups."""
    records = [text for text in _texts(domain, resolver) if re.match(r"v=spf1(?: |$)", text, re.I)]
    if not records:
        return Finding("SPF", False, f"{domain} has no SPF record, such as “v=spf1 include:relay.example -all”.")
    if len(records) > 1:
        return Finding("SPF", False, f"{domain} has {len(records)} SPF records; receivers then heed none.")
    terms = records[0].lower().split()[1:]
    if "+all" in terms or "all" in terms:
        return Finding("SPF", False, f"{domain} lets everybody send in its name: “{records[0]}”.")
    if sum(bool(LOOKS_UP.match(term)) for term in terms) > MOST_LOOKUPS:
        return Finding("SPF", False, f"{domain} asks for more than {MOST_LOOKUPS} look-ups: “{records[0]}”.")
    if not any(term in ("-all", "~all") or term.startswith("redirect=") for term in terms):
        return Finding("SPF", False, f"{domain} forbids nobody: end it with -all or ~all: “{records[0]}”.")
    return Finding("SPF", True, f"{domain}: {records[0]}")


def _dkim(domain: str, selectors: Sequence[str], resolver: Resolver) -> Finding:
    """RFC 6376: a public key under SELECTOR._domainkey; which selector the relay signs with only the relay knows."""
    for selector in selectors or USUAL_SELECTORS:
        for text in _texts(f"{selector}._domainkey.{domain}", resolver):
            key = _tags(text).get("p")
            if key:
                return Finding("DKIM", True, f"{selector}._domainkey.{domain} has a key.")
            if key == "":
                return Finding("DKIM", False, f"The key of {selector}._domainkey.{domain} was revoked.")
    if selectors:
        return Finding("DKIM", False, f"{domain} has no key under {', '.join(selectors)}.")
    return Finding("DKIM", None, f"No key of {domain} under a usual name. Name your relay's with --selector.")


def _dmarc(domain: str, resolver: Resolver) -> list[Finding]:
    """RFC 7489: the policy of the domain, or else of a domain above it."""
    labels = domain.split(".")
    for start in range(max(1, len(labels) - 1)):
        above = ".".join(labels[start:])
        records = [text for text in _texts(f"_dmarc.{above}", resolver) if text.startswith("v=DMARC1")]
        if len(records) > 1:
            return [Finding("DMARC", False, f"_dmarc.{above} has {len(records)} records; receivers then heed none.")]
        if records:
            return _judge_dmarc(above, records[0], is_above=start > 0)
    return [Finding("DMARC", False, f"_dmarc.{domain} has no record, such as “v=DMARC1; p=none; rua=mailto:…”.")]


def _judge_dmarc(domain: str, record: str, *, is_above: bool) -> list[Finding]:
    tags = _tags(record)
    policy = tags.get("sp", tags.get("p", "")) if is_above else tags.get("p", "")
    if policy not in ("none", "quarantine", "reject"):
        return [Finding("DMARC", False, f"_dmarc.{domain} says no policy: “{record}”.")]
    found = [Finding("DMARC", True, f"_dmarc.{domain}: {record}")]
    if policy == "none":
        found.append(Finding("DMARC", None, "p=none only watches. Once the reports are good, ask for quarantine."))
    if "rua" not in tags:
        found.append(Finding("DMARC", None, "Without rua= nobody sends you reports."))
    return found


def _alignment(domain: str, bounces_to: str) -> Finding:
    """SPF counts for DMARC when the bounces go to the sender's own domain, or to one below or above it."""
    is_aligned = domain == bounces_to or domain.endswith(f".{bounces_to}") or bounces_to.endswith(f".{domain}")
    if is_aligned:
        return Finding("Alignment", True, f"Bounces go to {bounces_to}: SPF counts for {domain}.")
    return Finding("Alignment", None, f"Bounces go to {bounces_to}, not to {domain}: only DKIM counts for DMARC.")


def _mx(domain: str, resolver: Resolver) -> Finding:
    hosts = [str(row.exchange) for row in _ask(domain, "MX", resolver)]
    if hosts and hosts != ["."]:
        return Finding("Bounces", True, f"{domain} takes mail: {', '.join(sorted(hosts))}")
    return Finding("Bounces", False, f"{domain} has no MX record, so nothing that comes back arrives.")


def _texts(name: str, resolver: Resolver) -> list[str]:
    rows = _ask(name, "TXT", resolver)
    return [b"".join(row.strings).decode("utf-8", "replace").strip() for row in rows]


def _ask(name: str, kind: str, resolver: Resolver) -> list[Any]:
    """The rows of an answer, whose fields depend on the kind."""
    try:
        return list(resolver.resolve(name, kind, lifetime=PATIENCE, search=False))
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError) as error:
        raise DnsSilentError(f"{name}: {type(error).__name__}") from error


def _tags(record: str) -> dict[str, str]:
    """`a=b; c=d` of DKIM and DMARC."""
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, equals, value in pairs if equals}

"""Reading telephone numbers and addresses as people type them; what they typed is never changed."""

import re

import phonenumbers
from django.utils.translation import gettext
from email_validator import EmailNotValidError, validate_email
from phonenumbers import Leniency, PhoneNumber, PhoneNumberFormat, PhoneNumberMatcher

HOME = "GB"
# 999, 101, 116 123, 61016: dialled as they stand, in this country only.
LONGEST_SHORT = 6
# The secure domains of government closed in 2019; a department kept its own name without the middle part.
_RETIRED = re.compile(r"(?:(?P<body>.+?)\.)?(?:x\.gsi|gsi|gse|gsx|gcsx)\.gov\.uk", re.IGNORECASE)
_POLICE = re.compile(r"(?:(?P<body>.+?)\.)?pnn\.police\.uk", re.IGNORECASE)


def telephone(phone: str) -> str:
    """The address that dials a number as people write it (RFC 3966: E.164 with its extension), empty when it is none.

    A number without a country is one of this country; of several numbers none is dialled.
    """
    found = [match.number for match in PhoneNumberMatcher(phone, HOME, leniency=Leniency.POSSIBLE)]
    if len(found) == 1 and len(str(found[0].national_number)) > LONGEST_SHORT:
        return _dialled(found[0])
    alone = re.fullmatch(r"\D*?(\d[\d\s-]*)\D*", phone)
    digits = re.sub(r"\D", "", alone[1]) if alone else ""
    return f"tel:{digits}" if 3 <= len(digits) <= LONGEST_SHORT else ""


def telephones(text: str) -> list[str]:
    """The telephone numbers in a text, each as it stands there."""
    return [match.raw_string for match in PhoneNumberMatcher(text, HOME, leniency=Leniency.VALID)]


def is_mobile(phone: str) -> bool:
    """Whether somebody carries it in a pocket; the numbers that Ofcom keeps for drama count too."""
    try:
        number = phonenumbers.parse(phone, HOME)
    except phonenumbers.NumberParseException:
        return False
    if number.country_code == phonenumbers.country_code_for_region(HOME):
        return str(number.national_number).startswith("7") and phonenumbers.is_possible_number(number)
    return phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE


def is_address(email: str) -> bool:
    """Whether mail can be addressed to it; nobody is asked whether it arrives."""
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def successor(email: str) -> str | None:
    """The likely address of one whose domain was closed; empty when nobody can guess it, None when it was not closed.

    The police's criminal justice mail (cjsm.net) is not closed.
    """
    local, _, domain = email.strip().rpartition("@")
    for closed, home in ((_RETIRED, "gov.uk"), (_POLICE, "police.uk")):
        if found := closed.fullmatch(domain):
            body = (found["body"] or "").lower()
            return f"{local}@{body}.{home}" if body and local else ""
    return None


def advice_on(email: str) -> str:
    """What to tell somebody who gives an address that was closed; empty when there is nothing to tell."""
    likely = successor(email)
    if likely is None:
        return ""
    domain = email.rpartition("@")[2]
    if not likely:
        return gettext("Addresses at %(domain)s were closed. Ask for the new address.") % {"domain": domain}
    return gettext("Addresses at %(domain)s were closed. The new one is likely %(likely)s. Ask, then change it.") % {
        "domain": domain,
        "likely": likely,
    }


def _dialled(number: PhoneNumber) -> str:
    plain = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"tel:{plain};ext={number.extension}" if number.extension else f"tel:{plain}"

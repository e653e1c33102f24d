"""One address, one spelling: how addresses are checked, compared, hashed and shown in part."""

from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from bulletin import links


class AddressRefusedError(Exception):
    """Not an address that mail can be sent to; the message says why."""


@dataclass(frozen=True)
class Address:
    """`email` as it is shown, `compared` in lower case with its domain in ASCII, `keyed_hash` of that."""

    email: str
    compared: str
    keyed_hash: str


def read(text: str) -> Address:
    """The address in a text that somebody typed; no question is sent to the network.

    Raises AddressRefusedError.
    """
    try:
        valid = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        raise AddressRefusedError(str(error)) from error
    compared = f"{valid.local_part.lower()}@{(valid.ascii_domain or valid.domain).lower()}"
    return Address(valid.normalized, compared, links.keyed_hash("address", compared))


def masked(email: str) -> str:
    """Enough of an address for its owner to know it, and for nobody else: `s…@p….example`."""
    local, _, domain = email.partition("@")
    host, _, rest = domain.partition(".")
    return f"{local[:1]}…@{host[:1]}….{rest}"

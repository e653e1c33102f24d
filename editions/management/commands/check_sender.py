"""`manage.py check_sender`: what receivers can find out in the DNS about the domain that editions come from."""

from typing import Any

import dns.exception
import dns.resolver
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from editions.distribution import checking
from editions.distribution.checking import DnsSilentError

MARKS = {True: "good", False: "BAD ", None: "hint"}
BAD, SILENT = 1, 3


class Command(BaseCommand):
    help = (
        "Look at SPF, DKIM and DMARC of the domain of BULK_FROM_EMAIL, and at where its bounces go. Ends with 0 when "
        "nothing is bad, 1 when something is, 3 when no name server answers."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--selector", action="append", default=[], help="The DKIM selector your relay signs with")
        parser.add_argument("--nameserver", metavar="ADDRESS[:PORT]", help="Ask this one, not the machine's own")

    def handle(self, *args: Any, **options: Any) -> None:
        domain = checking.domain_of(settings.BULK_FROM_EMAIL)
        if not domain:
            raise CommandError("BULK_FROM_EMAIL holds no address.")
        try:
            found = checking.look(
                domain,
                bounces_to=settings.MAIL_DOMAIN,
                selectors=options["selector"],
                resolver=_resolver(options["nameserver"]),
            )
        except (DnsSilentError, dns.resolver.NoResolverConfiguration) as error:
            raise CommandError(f"No name server answers: {error}", returncode=SILENT) from error
        for finding in found:
            self.stdout.write(f"{MARKS[finding.is_good]}  {finding.what}: {finding.said}")
        if any(finding.is_good is False for finding in found):
            raise SystemExit(BAD)


def _resolver(nameserver: str | None) -> dns.resolver.Resolver:
    if nameserver is None:
        return dns.resolver.Resolver()
    address, _, port = nameserver.partition(":")
    return checking.resolver_at(address, int(port or 53))

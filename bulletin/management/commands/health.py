"""`manage.py health [PART...]`: how each part is, for scripts and for the health checks of containers."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from bulletin import health

PARTS = ("database", "broker", "worker", "beat")


class Command(BaseCommand):
    help = "Print what /healthz says; ends with 1 unless all parts, or those that are named, are well."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))

    def handle(self, *args: Any, **options: Any) -> None:
        report = health.report()
        self.stdout.write(json.dumps(report, indent=2))
        if any(report.get(part) != health.OK for part in options["parts"] or PARTS):
            sys.exit(1)

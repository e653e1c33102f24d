"""`manage.py clean_html`: anybody's HTML from standard input, as our cleaner writes it."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from bulletin.cleaning import cleaned


class Command(BaseCommand):
    help = "Clean HTML from standard input, and say what was kept and removed."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="with what was kept, removed and noticed")

    def handle(self, *args: Any, **options: Any) -> None:
        done = cleaned(sys.stdin.buffer.read().decode(errors="replace"))
        if options["json"]:
            self.stdout.write(json.dumps(done.as_json(), ensure_ascii=False, indent=2))
            return
        self.stdout.write(done.html)
        for warning in done.warnings:
            self.stderr.write(warning)

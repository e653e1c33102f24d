"""`manage.py read_word FILE`: what the reader of Word documents understands of one."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bulletin import prose
from submissions.blocks import Contact
from submissions.word import reading
from submissions.word.article import WordArticle, WordRefusedError


class Command(BaseCommand):
    help = "Print what is understood of a Word document; refused ones end with one line and exit code 1."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                article = reading.read(file, name=path.name)
        except (WordRefusedError, OSError) as refused:
            raise CommandError(" ".join(str(refused).split())) from None
        if options["json"]:
            self.stdout.write(json.dumps(article.as_json(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(_for_people(article))


def _for_people(article: WordArticle) -> str:
    parts = [
        f"Title: {article.title}",
        f"Summary: {article.summary}",
        prose.to_text(article.body),
        *(f"Contact: {_ways(contact)}" for contact in article.contacts),
        *(f"Picture: {image.name}: {image.alt or 'not described'}" for image in article.images),
        *(f"Not placed: {line}" for line in article.unplaced),
        *(f"Note: {warning}" for warning in article.warnings),
    ]
    return "\n\n".join(part for part in parts if part)


def _ways(contact: Contact) -> str:
    return ", ".join(value for value in contact.values() if isinstance(value, str) and value)

"""Every hostile or odd file gets its right answer, on the command line too, and none causes a request."""

import json
import re
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from submissions.word import reading
from submissions.word.article import WordRefusedError
from tests.documents import odd

DOCS = Path(__file__).parents[3] / "docs/word.md"


@pytest.mark.parametrize("file", odd.REFUSED, ids=lambda file: file.what)
def test_is_refused_with_one_line_that_says_what_to_do(file):
    with pytest.raises(WordRefusedError, match=file.refused) as refused:
        reading.read(BytesIO(file.content), name=file.name)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("file", odd.READ, ids=lambda file: file.what)
def test_is_read_right(file):
    article = reading.read(BytesIO(file.content), name=file.name)
    assert file.holds(article), article
    said = json.dumps(article.as_json(), ensure_ascii=False)
    assert not re.search("ghost|gossip|Sam Writer|go stay", said)


def test_the_command_prints_what_it_read_or_one_line_why_not(tmp_path):
    (tmp_path / "a.docx").write_bytes(odd.READ[0].content)
    out = StringIO()
    call_command("read_word", str(tmp_path / "a.docx"), "--json", stdout=out)
    assert json.loads(out.getvalue())["title"] == "The title"
    (tmp_path / "b.docx").write_bytes(odd.REFUSED[1].content)
    with pytest.raises(CommandError, match="RTF") as refused:
        call_command("read_word", str(tmp_path / "b.docx"))
    assert refused.value.returncode == 1


def test_the_docs_list_every_one():
    listed = DOCS.read_text()
    assert len(odd.REFUSED) + len(odd.READ) >= 40
    assert [file.what for file in (*odd.REFUSED, *odd.READ) if f"| {file.what} |" not in listed] == []

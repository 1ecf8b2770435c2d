"""`mail explain`: what the program says of mails, against the schema that docs/ publishes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from handrail.channels.email.explaining import Keys, explain
from handrail.channels.email.tests.material import mail, needs_mails, raw_mails
from handrail.channels.email.tokens import make_message_id
from handrail.ops.cli import main
from handrail.ops.explained import in_words

SECRET = "a secret of this installation"
SCHEMA = Draft202012Validator(
    json.loads((Path(__file__).parents[4] / "docs/mail-explain.schema.json").read_text())
)


def told(raw: bytes, **more: str) -> dict[str, Any]:
    line = explain("some.eml", raw, Keys(secret=SECRET, **more))
    SCHEMA.validate(json.loads(json.dumps(line)))
    return line


def test_a_reply_is_taken_apart_and_our_signature_is_known() -> None:
    ours = f"<{make_message_id('812', 'lamp.example', SECRET)}>"
    forged = f"<{make_message_id('812', 'lamp.example', 'another secret')}>"
    quoted = "On Sun, 22 Nov 2026 at 09:00, Ada <ada@lamp.example> wrote:\n> Empty the cache.\n"
    body = f"It works now.\n\n{quoted}\n-- \nDora\nNordlicht\n"
    line = told(
        mail(body, In_Reply_To=ours, References=f"<other@mail.example> {forged}", Cc="ben@lamp.example")
    )
    assert line["text"] == "It works now."
    assert "Empty the cache." in line["quoted"]
    assert line["from"] == {"name": "Dora", "address": "dora@example.org"}
    assert line["cc"] == [{"name": "", "address": "ben@lamp.example"}]
    assert [(one["means"], one["valid"]) for one in line["match"]] == [
        ("In-Reply-To", True),
        ("References", None),
        ("References", False),
    ]


def test_html_is_harmless_and_a_held_mail_says_why() -> None:
    line = told(mail("<p onclick='x()'>Hello<script>x()</script></p>", Content_Type="text/html"))
    assert line["html"] == "<p>Hello</p>"
    held = told(b"")
    assert held["held"] == "The mail is empty."
    assert "held: The mail is empty." in in_words(held)


def test_a_mail_of_this_installation_is_a_loop() -> None:
    assert told(mail(X_Handrail="us"), installation="us")["kind"] == "loop"


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=600))
def test_whatever_the_bytes_the_schema_holds(raw: bytes) -> None:
    in_words(told(b"From: Dora <dora@example.org>\n" + raw))


@needs_mails
def test_every_public_mail_fits_the_schema() -> None:
    for path in raw_mails():
        in_words(told(path.read_bytes()))


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place where Handrail has never run."""
    monkeypatch.setenv("HANDRAIL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody@localhost:1/none")
    yield tmp_path
    assert not (tmp_path / "home").exists()


def test_the_program_explains_files_without_a_database(
    nowhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (nowhere / "one.eml").write_bytes(mail("The lamp is dark.\n"))
    (nowhere / "two.eml").write_bytes(mail("It is loud.\n"))
    assert main(["mail", "explain", str(nowhere), "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["text"] for line in lines] == ["The lamp is dark.", "It is loud."]
    assert main(["mail", "explain", str(nowhere / "one.eml")]) == 0
    assert "new words: The lamp is dark." in capsys.readouterr().out
    assert main(["mail", "explain", str(nowhere / "three.eml")]) == 2
    assert "There is nothing at" in capsys.readouterr().err

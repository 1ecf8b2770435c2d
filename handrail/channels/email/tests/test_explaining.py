"""`mail explain`: what the program says of mails, against the schema that docs/ publishes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from handrail.channels.email.explaining import Keys, explain
from handrail.channels.email.matching.tokens import make_message_id
from handrail.channels.email.tests.material import mail, needs_mails, raw_mails

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
        ("Message-ID", True),
        ("Message-ID", False),
        ("References", None),
    ]


def test_html_is_harmless_and_a_held_mail_says_why() -> None:
    line = told(mail("<p onclick='x()'>Hello<script>x()</script></p>", Content_Type="text/html"))
    assert line["html"] == "<p>Hello</p>"
    held = told(b"")
    assert held["held"] == "The mail is empty."


def test_a_mail_of_this_installation_is_a_loop() -> None:
    assert told(mail(X_Handrail="us"), installation="us")["kind"] == "loop"


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=600))
def test_whatever_the_bytes_the_schema_holds(raw: bytes) -> None:
    told(b"From: Dora <dora@example.org>\n" + raw)


@needs_mails
def test_every_public_mail_fits_the_schema() -> None:
    for path in raw_mails():
        told(path.read_bytes())

"""What a page of somebody else's loads of ours is small, and says only what is translated."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from handrail.accounts.models import Mailbox
from handrail.channels.chat.models import Widget
from handrail.channels.chat.widgets.script import script_of
from handrail.channels.chat.widgets.words import FIRST, LANGUAGES, WORDS, words_in

ROOT = Path(__file__).parents[2]
SOURCES = {path.name: path.read_text() for path in sorted((ROOT / "frontend/widget").glob("*.ts"))}
MOST = 15_000  # bytes, compressed: the script and the words of one language
BY_NAME = {"title", "greeting", "name", "email", "dir", "log"} | {f"rate{n}" for n in range(1, 6)}


@pytest.mark.django_db
def test_script_and_words_weigh_little(support: Mailbox) -> None:
    widget = Widget(name="Shop", mailbox=support)
    script = len(script_of(widget).packed)
    words = {code: len(gzip.compress(_sent(words_in(widget, code)), 9)) for code in LANGUAGES}
    print(f"script {script} bytes, words {words}")
    assert script + max(words.values()) <= MOST


def _sent(words: dict[str, str]) -> bytes:
    """As `widgets.pages.words` sends them."""
    return json.dumps(words, ensure_ascii=False).encode()


def test_what_it_says_is_there_in_every_language() -> None:
    text = "\n".join(SOURCES.values())
    said = set(re.findall(r'say\("(\w+)"', text))
    for pair in re.findall(r'\? "(\w+)" : "(\w+)"\)', text):
        said |= {key for key in pair if key in WORDS}
    known = set(FIRST) | set(WORDS)
    assert said <= known
    quoted = set(re.findall(r'"(\w+)"', text))
    assert {key for key in known if key not in quoted | BY_NAME} == set()


def test_the_one_key_it_keeps_is_named_in_the_docs() -> None:
    name = re.search(r"NAME = `([\w-]+)\$", SOURCES["store.ts"])
    assert name
    assert name[1] in (ROOT / "docs/widget.md").read_text()
    uses = [
        file
        for file, text in SOURCES.items()
        if re.search(r"localStorage\.|sessionStorage|document\.cookie|indexedDB", text)
    ]
    assert uses == ["store.ts"]

"""Script-injection payloads, mails that carry them in every place, and a look for what acts in a page."""

from __future__ import annotations

import base64
import json
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from email.header import Header
from pathlib import Path
from typing import Any

import html5lib
import pytest

PAYLOADS = Path(__file__).parents[2] / "shared/data/security/xss.jsonl"
MARK = "hostile-mark"
needs_payloads = pytest.mark.skipif(
    not PAYLOADS.exists(), reason="THE SCRIPT-INJECTION PAYLOADS ARE MISSING: ../shared/data/security"
)
WATCHED = "script style iframe frame object embed applet form meta base link template portal".split()  # noqa: SIM905
_ADDRESSES = "href src srcset action formaction data poster background ping cite xlink:href longdesc".split()  # noqa: SIM905
_OWN = re.compile(r"(?:/(?!/)|[?#]|$)")
_LINK = re.compile(r"(?:https?:|mailto:|tel:)", re.IGNORECASE)


def payloads() -> list[str]:
    """All of them, in the order of the file."""
    return [json.loads(line)["payload"] for line in PAYLOADS.read_text(encoding="utf-8").strip().split("\n")]


def mail_with(payload: str, sender: str = "", message_id: str = "", answers: str = "") -> bytes:
    """A mail that says the payload as HTML, as text, in subject, display name and the name of a file."""

    def word(text: str) -> str:
        return Header(text, "utf-8", maxlinelen=10_000).encode()

    def part(kind: str, data: str, more: str = "") -> str:
        body = base64.encodebytes(data.encode("utf-8", "replace")).decode()
        return f"--b\nContent-Type: {kind}{more}\nContent-Transfer-Encoding: base64\n\n{body}\n"

    name = base64.b64encode(payload.encode("utf-8", "replace")).decode()
    one_line = " ".join(payload.split())
    sender = sender or f"{uuid.uuid4().hex}@evil.example"
    message_id = message_id or f"<{uuid.uuid4()}@evil.example>"
    thread = f"In-Reply-To: {answers}\n" if answers else ""
    return (
        f"From: {word(one_line)} <{sender}>\nTo: support@lamp.example\n{thread}"
        f"Subject: {MARK} {word(one_line)}\nMessage-ID: {message_id}\n"
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        + part("text/plain; charset=utf-8", f"{MARK} {payload}")
        + part("text/html; charset=utf-8", f"<p>{MARK}</p>{payload}")
        + part("text/html", payload, f'; name="=?utf-8?b?{name}?="\nContent-Disposition: attachment')
        + "--b--\n"
    ).encode()


def elements(page: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every element of a page as a browser would build it: its name and attributes."""
    tree: Any = html5lib.parse(page, namespaceHTMLElements=False)
    for one in tree.iter():
        if isinstance(one.tag, str):
            yield (
                one.tag.rpartition("}")[2].lower(),
                {
                    (name if isinstance(name, str) else name[0]).rpartition("}")[2].lower(): value
                    for name, value in one.attrib.items()
                },
            )


def dangers(page: str, allowed: Counter[str] | None = None) -> list[str]:
    """What could act or fetch: `allowed` counts the watched elements that the page has of its own."""
    found: list[str] = []
    seen: Counter[str] = Counter()
    for tag, attributes in elements(page):
        seen[tag] += tag in WATCHED
        found += [f"<{tag} {name}={value}>" for name, value in attributes.items() if _acts(tag, name, value)]
    return found + [f"<{tag}>" for tag, count in seen.items() if count > (allowed or Counter())[tag]]


def watched(page: str) -> Counter[str]:
    """How many of the watched elements a page has."""
    return Counter(tag for tag, _ in elements(page) if tag in WATCHED)


def _acts(tag: str, name: str, value: str) -> bool:
    if name.startswith("on") or name == "srcdoc":
        return True
    if name == "style":
        return bool(re.search(r"url|expression|import|behavior|binding|@|\\", value, re.IGNORECASE))
    if name not in _ADDRESSES:
        return False
    address = re.sub(r"[\x00-\x20]", "", value)
    return not (_OWN.match(address) or (tag == "a" and name == "href" and _LINK.match(address)))

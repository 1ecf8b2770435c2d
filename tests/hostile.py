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


CHARSETS = ("utf-16", "utf-7", "iso-2022-jp", "shift_jis", "x-unknown")


def invitation_with(payload: str, answers: str) -> bytes:
    """A calendar whose title, place and organiser say it."""
    escaped = _line(payload).replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    organiser = _line(payload).replace('"', "'")
    card = (
        f"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:{uuid.uuid4()}\r\nDTSTART:20260105T100000Z\r\n"
        f"SUMMARY:{MARK} {escaped}\r\nLOCATION:{escaped}\r\nDESCRIPTION:{escaped}\r\n"
        f'ORGANIZER;CN="{organiser}":mailto:m@evil.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n'
    )
    return _single(
        card.encode("utf-8", "replace"), "text/calendar; method=REQUEST; charset=utf-8", answers=answers
    )


def forward_with(payload: str, sender: str) -> bytes:
    """A mail forwarded by hand, whose writer is called so."""
    text = (
        f"{MARK}\n\n---------- Forwarded message ---------\nFrom: {_line(payload)} <inner@evil.example>\n"
        f"Date: Mon, 5 Jan 2026 10:00:00 +0000\nSubject: {_line(payload)}\n"
        f"To: <ada@lamp.example>\n\n{MARK} {payload}\n"
    )
    return _single(text.encode("utf-8", "replace"), sender=sender, subject=f"Fwd: {MARK}")


def bounce_with(payload: str, ours: str) -> bytes:
    """A report about a mail of ours (by its Message-ID): a server's words, and what stands around them."""
    return (
        "Return-Path: <>\nFrom: MAILER-DAEMON@x.example\nTo: support@lamp.example\nSubject: Failure\n"
        f"Message-ID: <{uuid.uuid4()}@x.example>\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=r\n\n"
        f"--r\nContent-Type: text/plain; charset=utf-8\n\n{MARK} {payload}\n"
        "--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; "
        f"dora@nordlicht.example\nAction: failed\nStatus: 5.1.1\n"
        f"Diagnostic-Code: smtp; 550 {_line(payload)}\n"
        f"--r\nContent-Type: text/rfc822-headers\n\nMessage-ID: {ours}\nSubject: {_line(payload)}\n--r--\n"
    ).encode("utf-8", "replace")


def charset_with(payload: str, charset: str, answers: str) -> bytes:
    """HTML in a charset that hides what is written; what it cannot hold is "?"."""
    codec = "utf-8" if charset == "x-unknown" else charset
    html = f"<meta charset=utf-8><p>{MARK}</p>{payload}"
    return _single(html.encode(codec, "replace"), f"text/html; charset={charset}", answers=answers)


def _line(payload: str) -> str:
    return " ".join(payload.split())


def _single(
    data: bytes,
    kind: str = "text/plain; charset=utf-8",
    subject: str = MARK,
    sender: str = "m@evil.example",
    answers: str = "",
) -> bytes:
    head = (
        f"From: Mallory <{sender}>\nTo: support@lamp.example\nSubject: {subject}\nIn-Reply-To: {answers}\n"
        f"Message-ID: <{uuid.uuid4()}@evil.example>\nMIME-Version: 1.0\nContent-Type: {kind}\n"
        "Content-Transfer-Encoding: base64\n\n"
    )
    return head.encode() + base64.encodebytes(data)


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

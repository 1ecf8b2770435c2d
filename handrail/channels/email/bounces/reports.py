"""The machine-readable part of a report: RFC 3464 (delivery status) and RFC 5965 (complaints)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from handrail.channels.email.reading.charsets import to_text
from handrail.channels.email.reading.headers import decoded

_FOLD = re.compile(r"\r?\n[ \t]+")
_LOOKED_AT = 100_000  # characters of a report
_MOST = 100  # recipients
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']{1,128}@[^\s<>()\[\],;:\"'@]{1,255}")
Fields = dict[str, str]
_BEGINS_ONE = {"final-recipient", "original-recipient"}
_NAMES_ONE = {"final-recipient", "original-recipient", "x-actual-recipient", "status"}


@dataclass(frozen=True)
class OfOne:
    """What a report says of one recipient; `action` is failed, delayed, delivered, relayed or expanded."""

    recipient: str
    action: str = ""
    status: str = ""
    words: str = ""


class Code(NamedTuple):
    """An SMTP reply code and an enhanced status, either may be empty."""

    reply: str
    status: str


def recipients_of_report(data: bytes) -> list[OfOne]:
    """Each recipient of a message/delivery-status part, in order."""
    found = [_of_one(fields) for fields in _blocks(data)[:_MOST] if fields.keys() & _NAMES_ONE]
    return [one for one in found if one is not None]


def feedback_of(data: bytes) -> Fields:
    """The fields of a message/feedback-report part, names in lower case."""
    return {name: value for fields in _blocks(data) for name, value in fields.items()}


def _blocks(data: bytes) -> list[Fields]:
    text = _FOLD.sub(" ", to_text(data, None)[:_LOOKED_AT]).replace("\r\n", "\n")
    return [fields for block in re.split(r"\n[ \t]*\n", text) for fields in _fields(block)]


def _fields(block: str) -> Iterator[Fields]:
    """The fields of a block; where no empty line parts the recipients, a second one begins anew."""
    fields: Fields = {}
    for line in block.split("\n"):
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if not colon or re.search(r"\s", name):
            continue
        if name in _BEGINS_ONE and name in fields:
            yield fields
            fields = {}
        fields.setdefault(name, decoded(value.strip()))
    if fields:
        yield fields


def _of_one(fields: Fields) -> OfOne:
    words = fields.get("diagnostic-code") or fields.get("x-notes") or fields.get("status", "")[5:]
    words = re.sub(r"^[\w-]{1,20}\s*;\s*", "", words)
    return OfOne(
        recipient=_recipient(fields),
        action=re.split(r"[\s(]", fields.get("action", "").lower(), maxsplit=1)[0],
        status=first_status(fields.get("status", "")),
        words=words,
    )


def _recipient(fields: Fields) -> str:
    """The address that we wrote to, where it is told; where it led to else."""
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        value = fields.get(name, "").rpartition(";")[2].strip()
        if found := address_in(value):
            return found
    return ""


def address_in(text: str) -> str:
    """The first mail address in a text, with what programs wrap around it taken off; empty when none."""
    found = _ADDRESS.search(text.replace("mailto:", " "))
    return found[0].strip(".'`*=") if found else ""


def first_status(text: str) -> str:
    """The first RFC 3463 code in a text."""
    found = _STATUS.search(text)
    return found[1] if found else ""


_REPLY = re.compile(r"(?:^|[\s:;>('\"])([45]\d\d)(?=[\s:;-])(?:[ -]?#?([245]\.\d{1,3}\.\d{1,3})\b)?")


def code_in(words: str) -> Code:
    """The SMTP reply in a server's words; a status of its own class is told only beside its reply code."""
    replies = list(_REPLY.finditer(words[:4_000]))
    best = next((one for one in replies if one[2]), replies[0] if replies else None)
    if best is None:
        return Code("", first_status(words))
    return Code(best[1], best[2] or first_status(words))

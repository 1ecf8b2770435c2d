"""Who wrote a mail that somebody, or some program, has forwarded to us."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from email.parser import BytesHeaderParser
from email.policy import compat32

from handrail.channels.email.reading.addresses import people
from handrail.channels.email.reading.forward_words import Label, is_forward_subject, is_separator, label_of
from handrail.channels.email.reading.letters import Attached, Forward, Person

_LINES_LOOKED_AT = 400  # a note above a forwarded mail is not longer
_LONGEST_LINE = 1_000  # characters
_MOST_TRIED = 20  # lines that look like the first of repeated headers
_LONGEST_BLOCK = 30  # lines of repeated headers, folded ones counted
_HEADER_BYTES = 64_000
_SHORT = 600  # characters that somebody writes above an attached mail
_VIA = re.compile(
    r"^['\"]?(.{1,150}?)['\"]?\s+(?:via|über|par|por|através de|tramite|przez"
    r"|через|prin|通过|透過|経由)\s+\S",
    re.IGNORECASE,
)
_ENCODED = re.compile(r"^([^\s@=]+)=([^\s@=]+\.[^\s@=]+)@")
_MAILTO = re.compile(r"[<\[(]\s*mailto:\s*([^\s<>\[\]()]{3,320})\s*[>\])]", re.IGNORECASE)


def original_by_headers(
    seen: Mapping[str, Sequence[str]], sender: Person, reply_to: Sequence[Person]
) -> Person | None:
    """The writer behind a From that a group or a list has rewritten; None when From is the writer.

    Groups name the writer in X-Original-Sender or X-Original-From; others write "Dora via Support" and put
    the writer into Reply-To, or "dora=nordlicht.example@list". A redirected mail keeps its From.
    """
    for name in ("x-original-from", "x-original-sender"):
        for person in people(seen.get(name, ()))[:1]:
            if not _same(person, sender):
                return Person(person.name or _before_via(sender.name), person.address)
    behind = [person for person in reply_to if not _same(person, sender)]
    if _before_via(sender.name) and len(behind) == 1:
        return Person(behind[0].name or _before_via(sender.name), behind[0].address)
    encoded = _ENCODED.match(sender.address) if seen.get("list-id") or seen.get("list-post") else None
    return Person(_before_via(sender.name) or sender.name, f"{encoded[1]}@{encoded[2]}") if encoded else None


def _same(one: Person, other: Person) -> bool:
    return one.address.casefold() == other.address.casefold()


def _before_via(name: str) -> str:
    found = _VIA.match(name[:300])
    return found[1] if found else ""


def find_forward(subject: str, text: str, attachments: Sequence[Attached]) -> Forward | None:
    """The mail that somebody has forwarded by hand, within the words or as an attached mail.

    A quoted mail begins with the same lines: a separator or the subject must say that it is forwarded.
    """
    told = is_forward_subject(subject)
    lines = text.split("\n", _LINES_LOOKED_AT)
    tried = 0
    for at in range(min(len(lines), _LINES_LOOKED_AT)):
        is_told = is_separator(lines[at])
        begin = _next_filled(lines, at + 1) if is_told else at
        if tried < _MOST_TRIED and (is_told or told) and _begins(lines, begin):
            tried += 1
            if found := _block(lines, begin):
                return _within(lines, at, found)
    return _attached(attachments) if told or len(text) < _SHORT else None


def _next_filled(lines: Sequence[str], at: int) -> int:
    return next((n for n in range(at, min(len(lines), at + 4)) if _bare(lines[n])), len(lines))


def _bare(line: str) -> str:
    return line[:_LONGEST_LINE].lstrip("> \t\u00a0").rstrip()


def _begins(lines: Sequence[str], at: int) -> bool:
    return at < len(lines) and label_of(_bare(lines[at])) is not None


def _block(lines: Sequence[str], begin: int) -> tuple[Person, int] | None:
    """Repeated headers from this line on: who is named in "From", and where they end.

    At least two more of date, recipient and subject must be there; one empty line between two is forgiven.
    """
    values: dict[Label, str] = {}
    last: Label | None = None
    at = begin
    while at < min(len(lines), begin + _LONGEST_BLOCK):
        line = _bare(lines[at])
        label = label_of(line) if line else None
        if not line and not _goes_on(lines, at, values):
            break
        if label and label[0] not in values:
            last = label[0]
            values[last] = label[1]
        elif line and last:
            values[last] = f"{values[last]} {line}"[:2_000]
        at += 1
    person = _person(values.get("from", ""))
    enough = len({"date", "to", "subject"} & values.keys()) >= 2
    return (person, at) if person and enough else None


def _goes_on(lines: Sequence[str], at: int, values: Mapping[Label, str]) -> bool:
    """Whether headers follow the empty line, that are not yet known."""
    after = label_of(_bare(lines[at + 1])) if at + 1 < len(lines) else None
    return after is not None and after[0] not in values


def _person(value: str) -> Person | None:
    plain = _MAILTO.sub(r" <\1> ", value)
    found = people([plain])
    if not found:
        return None
    name = found[0].name.split("<")[0].strip(" \"'[]()")
    return Person("" if "@" in name else name, found[0].address)


def _within(lines: Sequence[str], at: int, found: tuple[Person, int]) -> Forward:
    person, end = found
    below = [line for line in lines[end:]]
    if lines[end - 1].lstrip().startswith(">"):  # programs that mark what they forward as quoted
        below = [re.sub(r"^\s?>\s?", "", line) for line in below]
    return Forward(person, note="\n".join(lines[:at]).strip(), text="\n".join(below).strip("\n"))


def _attached(attachments: Sequence[Attached]) -> Forward | None:
    mails = [file for file in attachments if file.content_type == "message/rfc822"]
    if len(mails) != 1:
        return None
    headers = BytesHeaderParser(policy=compat32).parsebytes(mails[0].data[:_HEADER_BYTES])
    found = people(str(value) for value in headers.get_all("from", []))
    return Forward(found[0], attached=mails[0].data) if found else None

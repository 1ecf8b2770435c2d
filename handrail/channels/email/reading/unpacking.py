"""Parts inside one part: files that old programs wrote into the text, and Outlook's winmail.dat."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from itertools import islice

from handrail.channels.email.outlook.tnef import Tnef, TnefFile, unpack
from handrail.channels.email.reading.clock import Clock
from handrail.channels.email.reading.letters import Limits, Unreadable
from handrail.channels.email.reading.parts import Part, leaves, tidy_name
from handrail.channels.email.reading.transfers import uuencoded_files

TNEF = "application/ms-tnef"
_TNEF_TYPES = {TNEF, "application/vnd.ms-tnef", "application/x-tnef"}


def contents(message: Message, limits: Limits, clock: Clock) -> list[Part]:
    """Every leaf of the mail, what is packed in it unpacked. Raises Unreadable beyond the limits."""
    found: list[Part] = []
    size = 0
    for leaf in leaves(message):
        for part in _unpacked(leaf, limits):
            clock.check()
            found.append(part)
            size += len(part.data)
            if len(found) > limits.parts:
                raise Unreadable(f"It has more than {limits.parts} parts.")
            if size > limits.expanded:
                raise Unreadable(f"Its parts unpack to more than {limits.expanded // 1024**2} MB.")
    return _without_second_words(found)


def is_tnef(part: Part) -> bool:
    """Whether this leaf is Outlook's envelope around files and words (MS-OXTNEF)."""
    return part.content_type in _TNEF_TYPES or part.name.lower() == "winmail.dat"


def _unpacked(part: Part, limits: Limits) -> Iterator[Part]:
    if is_tnef(part):
        return _of_tnef(part)
    if part.content_type == "text/plain" and not part.name:
        return _of_text(part, limits)
    return iter((part,))


def _of_text(part: Part, limits: Limits) -> Iterator[Part]:
    found = list(islice(uuencoded_files(part.data), limits.parts + 1))
    if not found:
        yield part
        return
    words, at = [], 0
    for begin, end, _, _ in found:
        words.append(part.data[at:begin])
        at = end
    yield replace(part, data=b"".join([*words, part.data[at:]]))
    for _, _, name, content in found:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        yield Part(content_type=kind, data=content, name=tidy_name(name), disposition="attachment")


def _of_tnef(part: Part) -> Iterator[Part]:
    inside = unpack(part.data)
    if inside is None or not (inside.text.strip() or inside.html.strip() or inside.files):
        yield part  # not readable, or empty: stays a file
        return
    yield from _words(inside)
    for file in inside.files:
        yield _file(file)


def _words(inside: Tnef) -> Iterator[Part]:
    for kind, words in (("text/plain", inside.text), ("text/html", inside.html)):
        if words.strip():
            yield Part(content_type=kind, data=words.encode(), charset="utf-8", parent=TNEF)


def _file(file: TnefFile) -> Part:
    told = file.content_type.strip().lower()
    guessed = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return Part(
        content_type=told if "/" in told and told.isascii() and " " not in told else guessed,
        data=file.data,
        name=tidy_name(file.name) or "attachment",
        disposition="attachment",
        content_id=file.content_id.strip(),
        parent=TNEF,
    )


def _without_second_words(parts: list[Part]) -> list[Part]:
    """Words that Outlook packed once more count only where the mail does not say them itself."""
    own = [p for p in parts if p.parent != TNEF and p.disposition != "attachment" and not p.name]
    said = {p.content_type for p in own if p.data.strip()}
    again = {"text/plain", "text/html"} & said
    return [p for p in parts if not (p.parent == TNEF and not p.disposition and p.content_type in again)]

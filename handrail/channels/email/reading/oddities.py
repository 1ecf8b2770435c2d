"""What is odd about a mail, in whole sentences, for whoever wonders why it reads as it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from email import errors
from email.message import Message

from handrail.channels.email.reading.bodies import is_body
from handrail.channels.email.reading.charsets import is_as_claimed
from handrail.channels.email.reading.headers import decoded, moment
from handrail.channels.email.reading.mending import SET_ASIDE, MendedDefect
from handrail.channels.email.reading.parts import Part, children
from handrail.channels.email.reading.protection import Protection, is_smime
from handrail.channels.email.reading.unpacking import TNEF, is_tnef

_NO_PARTS = (
    errors.NoBoundaryInMultipartDefect,
    errors.StartBoundaryNotFoundDefect,
    errors.MultipartInvariantViolationDefect,
)
_MOST = 20
_LONGEST = 200  # characters of a field that was set aside


def oddities(
    message: Message, parts: Sequence[Part], protection: Protection, has_text: bool
) -> tuple[str, ...]:
    """Sentences, each once, the most important kinds first; at most twenty."""
    found = [
        *_of_headers(message),
        *_set_aside(message),
        *_of_structure(message, parts),
        *_of_charsets(parts),
        *_of_contents(parts, protection, has_text),
    ]
    return tuple(dict.fromkeys(found))[:_MOST]


def _of_headers(message: Message) -> Iterator[str]:
    missing = [name for name in ("From", "To", "Subject", "Message-ID") if not _said(message, name)]
    if "To" in missing and any(_said(message, name) for name in ("Cc", "Bcc", "Resent-To")):
        missing.remove("To")
    for name in missing:
        yield f"It has no {name}."
    date = str(message.get("date", ""))
    if not date.strip():
        yield "It has no Date."
    elif moment(date) is None:
        yield "Its Date is no time that can be."
    for name in ("From", "Subject", "Message-ID", "Date"):
        if len(message.get_all(name, [])) > 1:
            yield f"It has more than one {name}; the first counts."


def _set_aside(message: Message) -> Iterator[str]:
    for name, value in message.items():
        if name.startswith(SET_ASIDE):
            yield (
                f"Its {name.removeprefix(SET_ASIDE)} has white space before the colon: programs read such a "
                f"line differently, so it was set aside ({decoded(str(value))[:_LONGEST]})."
            )


def _said(message: Message, name: str) -> bool:
    return any(str(value).strip() for value in message.get_all(name, []))


def _of_structure(message: Message, parts: Sequence[Part]) -> Iterator[str]:
    kinds = [type(defect) for defect in _defects(message)]
    if MendedDefect in kinds:
        yield "Some of its header lines or boundaries were broken and have been mended."
    if any(part.repaired for part in parts) or any(issubclass(kind, _NO_PARTS) for kind in kinds):
        yield "Its parts are not separated as they should be; they were guessed."
    elif errors.CloseBoundaryNotFoundDefect in kinds:
        yield "It ends before its last part is closed: something may be missing."


def _defects(message: Message) -> Iterator[errors.MessageDefect]:
    stack = [message]
    while stack:
        part = stack.pop()
        yield from part.defects
        if part.get_content_maintype() == "multipart":
            stack += children(part)


def _of_charsets(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        if is_body(part) and not is_as_claimed(part.data, part.charset):
            claimed = " ".join(part.charset.split())[:40]
            yield (
                f"Its words are not in the charset it names ({claimed}); the likeliest one was taken."
                if claimed
                else "It does not name its charset; the likeliest one was taken."
            )


def _of_contents(parts: Sequence[Part], protection: Protection, has_text: bool) -> Iterator[str]:
    if any(part.parent == TNEF for part in parts):
        yield "Its files were packed in a winmail.dat and have been unpacked."
    if any(is_tnef(part) for part in parts):
        yield "It has a winmail.dat that cannot be unpacked."
    if protection == "encrypted":
        yield "It is encrypted, so that its words cannot be read here; what came is kept."
    elif protection == "signed":
        yield "It is signed; the signature has not been verified."
        if not has_text and any(is_smime(part) for part in parts):
            yield "Its words are inside the S/MIME signature and cannot be read here; what came is kept."

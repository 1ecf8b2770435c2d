"""The tree of a mail: walked once, each leaf with its decoded bytes. Structure by the stdlib's parser."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import Message
from email.parser import BytesParser
from typing import Any

from handrail.channels.email.reading.headers import decoded, parameters, unfold
from handrail.channels.email.reading.letters import Limits, Unreadable
from handrail.channels.email.reading.mending import MendedDefect, boundaries, delimiters, mended, rebounded
from handrail.channels.email.reading.transfers import transfer_decoded

_LONGEST_TYPE = 1_000  # characters; a boundary has at most 70 (RFC 2046 §5.1.1)
_TYPE = re.compile(r"[\w.+!#$&^-]{1,100}/[\w.+!#$&^-]{1,100}", re.ASCII)


class _AsWritten(policy.Compat32):
    """Headers stay the strings they were, so that reading one can never raise."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value

    def fold_binary(self, name: str, value: str) -> bytes:
        """The library's own folding takes quadratic time on long headers."""
        lines = value.replace("\r\n", "\n").replace("\r", "\n")
        return f"{name}: {lines}\n".encode("utf-8", "surrogateescape")


class _Mail(Message):
    """The library takes quadratic time on many parameters, and makes a pattern of a boundary of any size."""

    def get_param(self, param: str, failobj: Any = None, *more: Any, **options: Any) -> Any:
        if len(str(self.get("content-type", ""))) > _LONGEST_TYPE:
            return failobj
        return super().get_param(param, failobj, *more, **options)


AS_WRITTEN = _AsWritten()
_BACK_TO_BYTES = AS_WRITTEN.clone(mangle_from_=False)


@dataclass(frozen=True)
class Part:
    """One leaf: its type, what its headers say, its bytes after the transfer encoding is undone."""

    content_type: str
    data: bytes = field(repr=False)
    charset: str = ""
    name: str = ""
    disposition: str = ""
    content_id: str = ""
    parent: str = ""  # content type of what holds it
    repaired: bool = False  # its multipart was broken: found by guessing
    smime_type: str = ""  # RFC 8551 §3.2.2


def parse(raw: bytes, limits: Limits) -> Message:
    """Parse structure. Raises Unreadable for what is beyond the limits or no mail at all."""
    _check_size(raw, limits)
    try:
        sound = mended(raw := raw.lstrip(b"\r\n"))
        message = _parsed(sound, limits)
    except RecursionError:
        raise Unreadable(f"Its parts are nested more than {limits.depth} deep.") from None
    if sound != raw:
        message.defects.append(MendedDefect())
    _check_tree(message, limits)
    return message


def _parsed(raw: bytes, limits: Limits) -> Message:
    """The library trips over some headers (a NUL in a parameter); then the body is read as one text."""
    try:
        return BytesParser(_counted(limits), policy=AS_WRITTEN).parsebytes(raw)
    except (RecursionError, Unreadable):
        raise
    except Exception:
        return BytesParser(_Mail, policy=AS_WRITTEN).parsebytes(raw, headersonly=True)


def _counted(limits: Limits) -> Any:
    """Makes parts as the parser finds them, and no more than may be: each empty line of a report is one."""
    made = itertools.count(1)

    def make(**options: Any) -> _Mail:
        if next(made) > limits.parts + 1:
            raise Unreadable(f"It has more than {limits.parts} parts.")
        return _Mail(**options)

    return make


def _check_size(raw: bytes, limits: Limits) -> None:
    if not raw.strip(b"\0\r\n\t "):
        raise Unreadable("The mail is empty.")
    if len(raw) > limits.size:
        raise Unreadable(f"The mail is larger than {limits.size // 1024**2} MB.")
    if max(raw.count(b"\n"), raw.count(b"\r")) > limits.lines:
        raise Unreadable(f"It has more than {limits.lines} lines.")
    head = raw[: limits.headers * 1000]
    if head.partition(b"\n\n")[0].partition(b"\r\n\r\n")[0].count(b"\n") > limits.headers * 10:
        raise Unreadable(f"It has more than {limits.headers} headers.")
    named = boundaries(raw)
    marks = (mark[1].rstrip() for mark in delimiters(raw))
    counts = Counter(mark for mark in marks if mark in named or mark.removesuffix(b"--") in named)
    if any(count > limits.parts for count in counts.values()):
        raise Unreadable(f"It has more than {limits.parts} parts.")


def _check_tree(message: Message, limits: Limits) -> None:
    count, stack = 0, [(message, 1)]
    while stack:
        part, depth = stack.pop()
        count += 1
        if depth > limits.depth:
            raise Unreadable(f"Its parts are nested more than {limits.depth} deep.")
        if count > limits.parts:
            raise Unreadable(f"It has more than {limits.parts} parts.")
        _check_headers(part, limits)
        if part.is_multipart():
            stack += [(child, depth + 1) for child in children(part)]


def _check_headers(part: Message, limits: Limits) -> None:
    if len(part) > limits.headers:
        raise Unreadable(f"It has more than {limits.headers} headers.")
    if any(len(value) > limits.header_size for value in part.values()):
        raise Unreadable(f"One of its headers is longer than {limits.header_size // 1024} kB.")


def children(message: Message) -> list[Message]:
    """The parts directly inside; none for a leaf."""
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def leaves(message: Message, parent: str = "", repaired: bool = False) -> Iterator[Part]:
    """Every leaf in the order of the mail. A mail inside the mail is one leaf, kept as its bytes."""
    kind = message.get_content_type()
    undeclared = parent == "multipart/digest" and "content-type" not in message
    if message.is_multipart() and (undeclared or not kind.startswith("message/")):
        for child in children(message):  # the mails of a digest are words to read, not files
            yield from leaves(child, kind, repaired)
    elif kind.startswith("multipart/"):
        yield from _broken_multipart(message, parent)
    else:
        yield _leaf(message, kind, parent, repaired)


def _broken_multipart(message: Message, parent: str) -> Iterator[Part]:
    payload = _data(message)
    anew = rebounded(payload)
    if anew is not None:
        found = _parsed(anew, Limits())
        for child in children(found):
            if not child.get_content_type().startswith("multipart/"):
                yield _leaf(child, child.get_content_type(), parent, True)
    elif payload.strip():
        yield Part(content_type="text/plain", data=payload, parent=parent, repaired=True)


def _leaf(message: Message, kind: str, parent: str, repaired: bool) -> Part:
    content = str(message.get("content-type", ""))
    disposition = str(message.get("content-disposition", ""))
    told = parameters(content)
    name = parameters(disposition).get("filename") or told.get("name") or ""
    return Part(
        content_type=kind if _TYPE.fullmatch(kind) else "application/octet-stream",
        data=_data(message),
        charset=told.get("charset", ""),
        name=tidy_name(name),
        disposition=unfold(disposition).partition(";")[0].strip().lower(),
        content_id=decoded(str(message.get("content-id", ""))).strip().strip("<>").strip(),
        parent=parent,
        repaired=repaired,
        smime_type=told.get("smime-type", "").lower(),
    )


def tidy_name(name: str) -> str:
    """A file's name on one line."""
    return " ".join(name.replace("\t", " ").split())


def _data(message: Message) -> bytes:
    if message.is_multipart():
        return b"".join(_written_back(child) for child in children(message))
    encoding = decoded(str(message.get("content-transfer-encoding", "")))
    del message["content-transfer-encoding"]  # else the library decodes, and less forgivingly
    payload = message.get_payload(decode=True)
    return transfer_decoded(payload if isinstance(payload, bytes) else b"", encoding)


def _written_back(message: Message) -> bytes:
    try:
        return message.as_bytes(policy=_BACK_TO_BYTES)
    except Exception:  # the library cannot write everything that it can read
        head = "".join(f"{name}: {value}\n" for name, value in message.items())
        payload = message.get_payload()
        body = payload if isinstance(payload, str) else ""
        inner = b"".join(_written_back(child) for child in children(message))
        return f"{head}\n{body}".encode("utf-8", "surrogateescape") + inner

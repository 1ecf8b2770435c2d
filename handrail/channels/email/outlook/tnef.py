"""Files and words of a winmail.dat: Transport Neutral Encapsulation Format, as MS-OXTNEF describes it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from handrail.channels.email.outlook.mapi import OBJECT, Properties, properties, text_of
from handrail.channels.email.outlook.rtf import Rendered, decompressed, rendered
from handrail.channels.email.reading.charsets import to_text

SIGNATURE = 0x223E9F78
_SUBJECT, _BODY, _CODE_PAGE, _MESSAGE_PROPERTIES = 0x8004, 0x800C, 0x9007, 0x9003
_NEW_FILE, _FILE_DATA, _FILE_TITLE, _FILE_PROPERTIES = 0x9002, 0x800F, 0x8010, 0x9005
_P_BODY, _P_RTF, _P_HTML, _P_INTERNET_CODE_PAGE = 0x1000, 0x1009, 0x1013, 0x3FDE
_P_DATA, _P_SHORT_NAME, _P_LONG_NAME, _P_TYPE, _P_CONTENT_ID, _P_LABEL = (
    *(0x3701, 0x3704, 0x3707, 0x370E, 0x3712, 0x3001),
)
_EMBEDDED = bytes.fromhex("0703020000000000c000000000000046")  # IID_IMessage, before a mail in the mail
_MOST_ATTRIBUTES, _DEEPEST = 10_000, 3


@dataclass
class TnefFile:
    """One file: name as told (maybe empty), type as told (maybe empty), bytes."""

    name: str = ""
    content_type: str = ""
    content_id: str = ""
    data: bytes = field(default=b"", repr=False)


@dataclass
class Tnef:
    """What a winmail.dat holds; `html` is raw and unsafe."""

    subject: str = ""
    text: str = ""
    html: str = ""
    files: list[TnefFile] = field(default_factory=list)


def unpack(data: bytes, depth: int = 1) -> Tnef | None:
    """Everything inside, as far as it is whole; None when these bytes are no TNEF at all."""
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != SIGNATURE:
        return None
    found, charset = Tnef(), "cp1252"
    for name, value in _attributes(data):
        if name == _CODE_PAGE and len(value) >= 4:
            charset = f"cp{struct.unpack_from('<I', value)[0]}"
        elif name == _NEW_FILE:
            found.files.append(TnefFile())
        elif name in {_FILE_DATA, _FILE_TITLE, _FILE_PROPERTIES}:
            _add_to_file(found, name, value, charset, depth)
        else:
            _add_to_message(found, name, value, charset)
    found.files = [file for file in found.files if file.data]
    return found


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each attribute's id and value; checksums are not asked, since senders get them wrong (§2.1.3)."""
    at = 6
    for _ in range(_MOST_ATTRIBUTES):
        if at + 9 > len(data):
            return
        _level, name, _type, length = struct.unpack_from("<BHHI", data, at)
        if at + 9 + length > len(data):
            return
        yield name, data[at + 9 : at + 9 + length]
        at += 9 + length + 2


def _add_to_message(found: Tnef, name: int, value: bytes, charset: str) -> None:
    if name == _SUBJECT:
        found.subject = to_text(value.rstrip(b"\0"), charset)
    elif name == _BODY:
        found.text = to_text(value.rstrip(b"\0"), charset)
    elif name == _MESSAGE_PROPERTIES:
        told = properties(value)
        rtf = _rtf(told)
        found.html = text_of(told, _P_HTML, _internet_charset(told) or charset) or rtf.html
        found.text = found.text or text_of(told, _P_BODY, charset) or rtf.text


def _rtf(told: Properties) -> Rendered:
    _kind, value = told.get(_P_RTF, (0, b""))
    return rendered(decompressed(value)) if value else Rendered()


def _internet_charset(told: Properties) -> str:
    _kind, value = told.get(_P_INTERNET_CODE_PAGE, (0, b""))
    page = struct.unpack_from("<I", value)[0] if len(value) >= 4 else 0
    return {0: "", 65001: "utf-8", 20127: "us-ascii", 28591: "iso-8859-1"}.get(page, f"cp{page}")


def _add_to_file(found: Tnef, name: int, value: bytes, charset: str, depth: int) -> None:
    if not found.files:
        found.files.append(TnefFile())
    file = found.files[-1]
    if name == _FILE_DATA:
        file.data = value
    elif name == _FILE_TITLE:
        file.name = file.name or to_text(value.rstrip(b"\0"), charset)
    else:
        _add_properties(found, file, properties(value), charset, depth)


def _add_properties(found: Tnef, file: TnefFile, told: Properties, charset: str, depth: int) -> None:
    names = [text_of(told, one, charset) for one in (_P_LONG_NAME, _P_SHORT_NAME)]
    label = text_of(told, _P_LABEL, charset)
    file.name = names[0] or file.name or names[1] or label
    file.content_type = text_of(told, _P_TYPE, charset)
    file.content_id = text_of(told, _P_CONTENT_ID, charset).strip("<>")
    kind, value = told.get(_P_DATA, (0, b""))
    if kind != OBJECT:
        file.data = value or file.data
    elif value.startswith(_EMBEDDED):
        file.data = b""
        _add_embedded(found, value[16:], label, depth)
    else:
        file.data = value[16:] or file.data  # behind the id of its interface


def _add_embedded(found: Tnef, data: bytes, label: str, depth: int) -> None:
    """A mail in the mail: its words become a file, and its files stand beside ours."""
    inner = unpack(data, depth + 1) if depth < _DEEPEST else None
    if inner is None:
        return
    words, kind, end = (
        (inner.html, "text/html", ".html") if inner.html else (inner.text, "text/plain", ".txt")
    )
    if words:
        name = (inner.subject or label or "message") + end
        found.files.append(TnefFile(name=name, content_type=kind, data=words.encode()))
    found.files += inner.files

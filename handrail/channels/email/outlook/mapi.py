"""MAPI properties as they are written one behind the other in TNEF (MS-OXTNEF §2.1.3.4)."""

from __future__ import annotations

import struct

from handrail.channels.email.reading.charsets import to_text

Properties = dict[int, tuple[int, bytes]]  # id: type and raw value; of several values the first
_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x0A: 4, 0x0B: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x14: 8, 0x40: 8, 0x48: 16}
OBJECT, _STRING, _UNICODE, _BINARY = 0x0D, 0x1E, 0x1F, 0x102
_VARIABLE = {OBJECT, _STRING, _UNICODE, _BINARY}
_SEVERAL, _NAMED = 0x1000, 0x8000
_MOST = 5_000


def properties(data: bytes) -> Properties:
    """The properties as far as they can be followed; what is cut off or of an unknown type ends them."""
    found: Properties = {}
    try:
        (count,) = struct.unpack_from("<I", data)
        at = 4
        for _ in range(min(count, _MOST)):
            kind, name = struct.unpack_from("<HH", data, at)
            at = _behind_name(data, at + 4) if name >= _NAMED else at + 4
            value, at = _value(data, at, kind)
            found.setdefault(name, (kind & ~_SEVERAL, value))
    except (struct.error, ValueError):
        pass
    return found


def _behind_name(data: bytes, at: int) -> int:
    (by_words,) = struct.unpack_from("<I", data, at + 16)  # after the GUID of its set
    if not by_words:
        return at + 24
    (length,) = struct.unpack_from("<I", data, at + 20)
    return at + 24 + _padded(length)


def _value(data: bytes, at: int, kind: int) -> tuple[bytes, int]:
    """The first value, and where the next property begins. Raises ValueError where that is unknown."""
    base, several = kind & ~_SEVERAL, bool(kind & _SEVERAL)
    count = 1
    if several or base in _VARIABLE:
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
    first = b""
    for index in range(min(count, len(data))):
        if base in _VARIABLE:
            (size,) = struct.unpack_from("<I", data, at)
            at += 4
        elif base in _SIZES:
            size = _SIZES[base]
        else:
            raise ValueError(base)
        if at + size > len(data):
            raise ValueError(size)
        first = data[at : at + size] if index == 0 else first
        at += _padded(size)
    return first, at


def _padded(size: int) -> int:
    return size + -size % 4


def text_of(told: Properties, name: int, charset: str) -> str:
    """A property's words; empty when it is missing or holds none."""
    kind, value = told.get(name, (0, b""))
    if kind == _UNICODE:
        return to_text(value, "utf-16-le").rstrip("\0")
    return to_text(value.rstrip(b"\0"), charset) if kind in {_STRING, _BINARY} else ""

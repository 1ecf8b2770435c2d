"""Bytes as they were before they were made fit for mail: base64, quoted-printable, uuencode."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator

from handrail.channels.email.reading.headers import base64_bytes, decoded

_UU_END = re.compile(rb"^end[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]+)\r?\n", re.MULTILINE)


def transfer_decoded(data: bytes, encoding: str) -> bytes:
    """Undo base64, quoted-printable or uuencode (RFC 2045 §6); anything else stands as it is."""
    encoding = encoding.strip().strip("\"'").lower()
    if encoding == "base64":
        return base64_bytes(data)
    if encoding in {"quoted-printable", "quoted_printable", "quopri"}:
        return quopri.decodestring(data)
    if encoding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return next((content for *_, content in uuencoded_files(data)), data)
    return data


def uuencoded_files(data: bytes) -> Iterator[tuple[int, int, str, bytes]]:
    """Files written into a text by uuencode: begin, end, name and content of each; broken ones are text."""
    at = 0
    while begin := _UU_BEGIN.search(data, at):
        end = _UU_END.search(data, begin.end())
        if not end:
            return
        lines = data[begin.end() : end.start()].splitlines()
        if all(_is_uu_line(line) for line in lines):
            content = b"".join(_uu_line(line) for line in lines if line.strip())
            yield begin.start(), end.end(), decoded(begin[1].decode("utf-8", "surrogateescape")), content
        at = end.end()


def _is_uu_line(line: bytes) -> bool:
    """Every character within the alphabet, and about as many as the first one says."""
    if not line.strip():
        return True
    size = (line[0] - 32) & 63
    return len(line) <= 64 and all(32 <= byte <= 96 for byte in line) and len(line) >= size * 4 // 3 - 2


def _uu_line(line: bytes) -> bytes:
    size = (line[0] - 32) & 63  # bytes in this line
    values = [(byte - 32) & 63 for byte in line[1:]] + [0] * 4
    groups = (values[at : at + 4] for at in range(0, len(values) - 3, 4))
    packed = b"".join(((a << 18) | (b << 12) | (c << 6) | d).to_bytes(3, "big") for a, b, c, d in groups)
    return packed[:size]

"""Pictures that somebody uploads for everybody to see: what they show stays, what they tell beside it goes.

Cameras and programs write places, names, dates and comments into pictures (EXIF, XMP, IPTC). The parts that
hold pixels, colours and animation are kept, all others left out. Nothing is decoded, so nothing can be lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

KINDS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"RIFF": "image/webp",
}
_PNG = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"pHYs"}
_PNG |= {b"acTL", b"fcTL", b"fdAT"}  # animation
_WEBP = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
_JPEG_BARE = {0x01, *range(0xD0, 0xD9)}  # markers without a length
_JPEG_LEFT_OUT = {*range(0xE1, 0xF0), 0xFE} - {
    0xE2,
    0xEE,
}  # APPn but for colour profiles and Adobe's; comments
_ICC = b"ICC_PROFILE\x00"
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)


class NoPicture(ValueError):
    """These bytes are no PNG, JPEG, GIF or WebP that browsers draw."""


def kind_of_picture(data: bytes) -> str:
    """Its media type, by its first bytes. Raises NoPicture."""
    kind = next((kind for start, kind in KINDS.items() if data.startswith(start)), "")
    if not kind or (kind == "image/webp" and data[8:12] != b"WEBP"):
        raise NoPicture
    return kind


def without_metadata(data: bytes) -> bytes:
    """The picture alone. Raises NoPicture, also for one that is cut off or has something behind its end."""
    clean = {"image/png": _png, "image/jpeg": _jpeg, "image/gif": _gif, "image/webp": _webp}
    try:
        return clean[kind_of_picture(data)](data)
    except IndexError:
        raise NoPicture from None


def _png(data: bytes) -> bytes:
    """Chunks of length, type, data and CRC (PNG, third edition, section 5)."""
    kept, at = [data[:8]], 8
    while True:
        length, kind = int.from_bytes(_exactly(data, at, 4)), _exactly(data, at + 4, 4)
        whole = _exactly(data, at, 12 + length)
        if kind in _PNG:
            kept.append(whole)
        at += len(whole)
        if kind == b"IEND":
            return b"".join(kept)


def _jpeg(data: bytes) -> bytes:
    """Segments, and behind one that begins a scan its data, to the end of the image (ITU-T T.81, annex B)."""
    kept, at = [data[:2]], 2
    while data[at : at + 2] != b"\xff\xd9":
        if data[at] != 0xFF:
            raise NoPicture
        marker = data[at + 1]
        size = 2 if marker in _JPEG_BARE else 2 + int.from_bytes(_exactly(data, at + 2, 2))
        if marker == 0xFF:  # a fill byte
            size = 1
        whole = _exactly(data, at, size)
        if marker == 0xDA:
            whole += _scan(data, at + size)
        if marker not in _JPEG_LEFT_OUT and (marker != 0xE2 or whole[4:].startswith(_ICC)):
            kept.append(whole)
        at += len(whole)
    return b"".join([*kept, b"\xff\xd9"])


def _scan(data: bytes, at: int) -> bytes:
    """Up to the next marker that is no part of the data."""
    end = _MARKER.search(data, at)
    if end is None:
        raise NoPicture
    return data[at : end.start()]


def _webp(data: bytes) -> bytes:
    """RIFF chunks, padded to even sizes (RFC 9649, section 2); VP8X no longer announces EXIF and XMP."""
    kept: list[bytes] = []
    at, end = 12, min(8 + int.from_bytes(data[4:8], "little"), len(data))
    while at + 8 <= end:
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        whole = _exactly(data, at, 8 + size)
        if kind == b"VP8X":
            whole = whole[:8] + bytes([whole[8] & ~0x0C & 0xFF]) + whole[9:]
        if kind in _WEBP:
            kept.append(whole + b"\x00" * (size % 2))
        at += 8 + size + size % 2
    body = b"WEBP" + b"".join(kept)
    if len(kept) == 0:
        raise NoPicture
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _gif(data: bytes) -> bytes:
    """Blocks (GIF89a, appendix B); of extensions those that draw, and the one that tells it to repeat."""
    at = 13 + _colours(data[10])
    kept = [_exactly(data, 0, at)]
    for block in _gif_blocks(data, at):
        is_loop = block[:2] == b"!\xff" and re.match(rb"NETSCAPE2\.0|ANIMEXTS1\.0", block[3:14])
        if block[:1] == b"," or block[:2] == b"!\xf9" or is_loop:
            kept.append(block)
    return b"".join([*kept, b";"])


def _gif_blocks(data: bytes, at: int) -> Iterator[bytes]:
    while data[at] != 0x3B:
        begin = at
        if data[at] == 0x2C:
            at += 11 + _colours(data[at + 9])
        elif data[at] == 0x21:
            at += 2
        else:
            raise NoPicture
        while data[at]:
            at += data[at] + 1
        at += 1
        yield _exactly(data, begin, at - begin)


def _colours(flags: int) -> int:
    """Bytes of the table of colours that these flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _exactly(data: bytes, at: int, size: int) -> bytes:
    found = data[at : at + size]
    if len(found) != size:
        raise NoPicture
    return found

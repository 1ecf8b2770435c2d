"""Attachments of the sample conversations, made here so that no binary lies in the tree."""

import struct
import zlib
from textwrap import dedent

from handrail.ops.sample.story import File

_PIECES = ("grid", "slider", "catalogue", "lightbox", "filter-bar", "price-tag")


def lines(name: str, text: str) -> File:
    """Return a text file with these lines."""
    return File(name, "text/plain", (dedent(text).strip() + "\n").encode())


def debug_log(name: str, error: str, *, version: str, length: int = 220) -> File:
    """Return a debug log of the plugin: `length` quiet lines with one error three quarters in."""
    rows = [_quiet(at, version) for at in range(length)]
    at = length * 3 // 4
    rows[at] = f"{_clock(at)} ERROR lamp/{version} {error}"
    return File(name, "text/plain", ("\n".join(rows) + "\n").encode())


def empty_page(name: str, width: int = 320, height: int = 200) -> File:
    """Return a screenshot of a white page under a browser's grey bar, as PNG (W3C PNG, colour type 0)."""
    bar = height // 8
    rows = b"".join(b"\x00" + bytes([0xD6 if row < bar else 0xFF]) * width for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")
    return File(name, "image/png", b"\x89PNG\r\n\x1a\n" + chunks)


def _quiet(at: int, version: str) -> str:
    piece = _PIECES[at * 7 % len(_PIECES)]
    return f"{_clock(at)} debug lamp/{version} cache hit {piece}.php {(at * 37) % 23 + 1} ms"


def _clock(at: int) -> str:
    return f"10:{at // 60 % 60:02}:{at % 60:02}"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

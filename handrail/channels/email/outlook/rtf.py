"""Outlook's rich text: compressed as MS-OXRTFCP says, and HTML wrapped in it as MS-OXRTFEX says."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from itertools import islice

from handrail.channels.email.reading.charsets import to_text

_COMPRESSED, _PLAIN = 0x75465A4C, 0x414C454D
_LONGEST = 2 * 1024 * 1024  # bytes of RTF
_MOST_TOKENS = 400_000
_BEGINNING = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_SKIPPED = {b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer"}
_SIGNS = {b"par": "\n", b"line": "\n", b"tab": "\t", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“"}
_SIGNS |= {b"rdblquote": "”", b"bullet": "•", b"endash": "–", b"emdash": "—", b"row": "\n", b"cell": "\t"}
_CHARSETS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254"}
_CHARSETS |= {177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250"}


@dataclass(frozen=True)
class Rendered:
    """What an RTF says: as HTML if HTML was wrapped in it, else as text."""

    text: str = ""
    html: str = ""


def decompressed(data: bytes) -> bytes:
    """The RTF in PidTagRtfCompressed, at most two megabytes; empty when it is not of that form."""
    if len(data) < 16:
        return b""
    _size, length, kind, _crc = struct.unpack_from("<IIII", data)
    if kind == _PLAIN:
        return data[16 : 16 + min(length, _LONGEST)]
    return _expanded(data, min(length, _LONGEST)) if kind == _COMPRESSED else b""


def _expanded(data: bytes, length: int) -> bytes:
    """LZFu: runs of eight tokens; a set bit is a reference into all that came within 4,096 bytes before."""
    out, start, at = bytearray(_BEGINNING), len(_BEGINNING), 16
    while at < len(data) and len(out) - start < length:
        flags, at = data[at], at + 1
        for bit in range(8):
            if at >= len(data):
                break
            if not flags >> bit & 1:
                out.append(data[at])
                at += 1
                continue
            if at + 2 > len(data):
                return bytes(out[start:])
            offset, size = (data[at] << 4) | (data[at + 1] >> 4), (data[at + 1] & 15) + 2
            at += 2
            back = (len(out) - offset) % 4096
            if back == 0:  # a reference to the place of writing ends it
                return bytes(out[start : start + length])
            _repeat(out, back, size)
    return bytes(out[start : start + length])


def _repeat(out: bytearray, back: int, size: int) -> None:
    begin = len(out) - back
    for index in range(begin, begin + size):
        out.append(out[index] if 0 <= index < len(out) else 32)


@dataclass
class _Group:
    skipped: bool = False  # a destination that holds no words
    hidden: bool = False  # \htmlrtf: what only RTF readers see
    fallback: int = 1  # characters that stand in for one \u
    charset: str = ""


@dataclass
class _Reader:
    charset: str = "cp1252"
    is_html: bool = False
    out: list[str] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)
    groups: list[_Group] = field(default_factory=lambda: [_Group()])
    fonts: dict[int, str] = field(default_factory=dict)
    font: int = 0
    to_skip: int = 0
    starred: bool = False
    in_fonts: int = 0  # depth of the font table, 0 outside

    @property
    def group(self) -> _Group:
        return self.groups[-1]

    def flush(self) -> None:
        if self.pending:
            self.out.append(to_text(bytes(self.pending), self.group.charset or self.charset))
            self.pending.clear()

    def write(self, data: bytes) -> None:
        if self.to_skip:
            cut = min(self.to_skip, len(data))
            self.to_skip, data = self.to_skip - cut, data[cut:]
        if data and not self.group.skipped and not self.group.hidden:
            self.pending += data

    def sign(self, text: str) -> None:
        if not self.group.skipped and not self.group.hidden:
            self.flush()
            self.out.append(text)


def rendered(rtf: bytes) -> Rendered:
    """The words of an RTF, in time that grows with its length only; what is beyond reason is left out."""
    reader = _Reader(is_html=b"\\fromhtml" in rtf[:2_000])
    for token in islice(_TOKEN.finditer(rtf), _MOST_TOKENS):
        word, number, octet, symbol, brace, plain = token.groups()
        if brace:
            _brace(reader, brace)
        elif word:
            _word(reader, word, int(number) if number else None)
        elif octet:
            reader.write(bytes([int(octet, 16)]))
        elif symbol:
            _symbol(reader, symbol)
        elif plain:
            reader.write(plain)
        if brace or not symbol:
            reader.starred = False
    reader.flush()
    words = (
        "".join(reader.out)
        .replace("\0", "")
        .encode("utf-16-le", "surrogatepass")
        .decode("utf-16-le", "replace")
    )
    return Rendered(html=words) if reader.is_html else Rendered(text=words.strip())


def _brace(reader: _Reader, brace: bytes) -> None:
    reader.flush()
    reader.to_skip = 0
    if brace == b"{":
        now = reader.group
        if len(reader.groups) < 1_000:
            reader.groups.append(_Group(now.skipped, now.hidden, now.fallback, now.charset))
    elif len(reader.groups) > 1:
        reader.groups.pop()
        reader.in_fonts = reader.in_fonts if len(reader.groups) >= reader.in_fonts else 0


def _symbol(reader: _Reader, symbol: bytes) -> None:
    if symbol == b"*":
        reader.starred = True
    elif symbol in b"{}\\":
        reader.write(symbol)
    elif symbol == b"~":
        reader.sign("\u00a0")
    elif symbol in b"\r\n":
        reader.sign("\n")


def _word(reader: _Reader, word: bytes, number: int | None) -> None:
    group = reader.group
    if word == b"htmltag":
        reader.flush()
        group.skipped = not reader.is_html
    elif word in _SKIPPED or (reader.starred and word != b"htmltag"):
        reader.flush()
        group.skipped = True
        reader.in_fonts = len(reader.groups) if word == b"fonttbl" else reader.in_fonts
    elif word == b"htmlrtf":
        reader.flush()
        group.hidden = reader.is_html and number != 0
    elif word in _SIGNS:
        reader.sign(_SIGNS[word])
    elif number is not None:
        _numbered(reader, group, word, number)


def _numbered(reader: _Reader, group: _Group, word: bytes, number: int) -> None:
    if word == b"u":
        if not reader.to_skip:
            code = number % 65536
            reader.sign(chr(code))
        reader.to_skip = group.fallback
    elif word == b"uc":
        group.fallback = min(max(number, 0), 10)
    elif word == b"ansicpg":
        reader.charset = f"cp{number}"
    elif word == b"fcharset" and reader.in_fonts:
        reader.fonts[reader.font] = _CHARSETS.get(number, "")
    elif word == b"f":
        reader.flush()
        reader.font = number
        group.charset = reader.fonts.get(number, "")

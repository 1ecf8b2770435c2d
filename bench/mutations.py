"""Mails as no program should write them: real and made ones, broken at random but the same for one seed."""

from __future__ import annotations

import base64
import random
import re
import struct
from collections.abc import Callable, Sequence
from pathlib import Path

_CALENDAR = (
    "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nDTSTART;TZID=Europe/Berlin:20250602T100000\r\n"
    "DTEND;TZID=Europe/Berlin:20250602T103000\r\nSUMMARY:Lamp\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
_RTF = rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\*\htmltag64 <p>}Gr\'fc\'dfe \u8364?{\*\htmltag72 </p>}}"
_PIECES = (
    *(
        b"\0",
        b"\r",
        b"\n\n",
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b"=?utf-8?b?",
        b"?=",
        b"=?x?q?=",
        b"begin 644 a\n",
    ),
    *(
        b"--",
        b"Content-Type: ",
        b"multipart/mixed; boundary=",
        b"message/rfc822",
        b"text/html; charset=utf-7",
    ),
    *(
        b"Content-Transfer-Encoding: base64\n",
        b"charset=iso-2022-jp",
        b"\x1b$B",
        b"<",
        b"(",
        b'"',
        b";",
        b",",
    ),
    *(
        b"application/ms-tnef",
        b"<table><tr><td>",
        b"<a href=x>",
        b"cid:",
        b"BEGIN:VCALENDAR\n",
        b"%",
        b"=3D=",
    ),
)
_LABEL = re.compile(rb"(charset=\"?|Content-Transfer-Encoding:[ ]?)[\w-]+", re.IGNORECASE)
_LABELS = (
    b"utf-16",
    b"utf-7",
    b"x-nothing",
    b"idna",
    b"hz",
    b"iso-2022-kr",
    b"quoted-printable",
    b"x-uuencode",
    b"base64",
)
LARGEST = 2_000_000  # bytes
Mutation = Callable[[random.Random, bytes, Sequence[bytes]], bytes]


def seeds(folder: Path) -> list[bytes]:
    """The public mails, where they are there, and own ones with everything that is packed or nested."""
    real = [path.read_bytes() for path in sorted(folder.glob("*.eml"))]
    return [raw for raw in real if len(raw) < 300_000] + own_mails()


def own_mails() -> list[bytes]:
    """Mails of every kind that reading unpacks."""
    parts = [
        (
            "text/plain; charset=iso-8859-1",
            "8bit",
            "Grüße\nbegin 644 a.txt\n%:&5L;&\\\n`\nend\n".encode("latin-1"),
        ),
        ("text/html; charset=utf-8", "quoted-printable", b'<p>Hi <img src=3D"cid:a@b"></p>' * 20),
        ("image/png; name=a.png\nContent-ID: <a@b>", "base64", base64.encodebytes(bytes(range(256)))),
        ("text/calendar; method=REQUEST", "7bit", _CALENDAR.encode()),
        ("application/ms-tnef; name=winmail.dat", "base64", base64.encodebytes(_tnef())),
        ("message/rfc822", "7bit", b"From: a@b.c\nSubject: inner\n\ninner words\n"),
        ("multipart/digest; boundary=inner", "7bit", b"--inner\n\nSubject: x\n\ny\n--inner--\n"),
        ("application/pkcs7-mime; smime-type=signed-data", "base64", base64.encodebytes(b"0\x80" * 40)),
    ]
    written = [
        b"Content-Type: %s\nContent-Transfer-Encoding: %s\n\n%s" % (k.encode(), e.encode(), d)
        for k, e, d in parts
    ]
    head = b'From: "D" <d@x.org>\nTo: e@x.org, f@x.org\nSubject: =?utf-8?q?Gr=C3=BC?=\nMIME-Version: 1.0\n'
    all_together = b"".join(b"--b\n" + one + b"\n" for one in written)
    return [head + one for one in written] + [
        head + b"Content-Type: multipart/%s; boundary=b\n\n" % kind + all_together + b"--b--\n"
        for kind in (b"mixed", b"alternative", b"related", b"signed", b"report")
    ]


def _tnef() -> bytes:
    rtf = struct.pack("<IIII", len(_RTF) + 12, len(_RTF), 0x414C454D, 0) + _RTF
    padded = rtf + b"\0" * (-len(rtf) % 4)
    told = struct.pack("<IHHII", 1, 0x0102, 0x1009, 1, len(rtf)) + padded
    attributes = [(1, 0x9003, told), (2, 0x9002, b"\0" * 14), (2, 0x8010, b"a.txt\0"), (2, 0x800F, b"hello")]
    written = (
        struct.pack("<BHHI", level, name, 6, len(data)) + data + b"\0\0" for level, name, data in attributes
    )
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(written)


def mutated(number: int, seed: str, mails: Sequence[bytes]) -> bytes:
    """The mail of that number: one to six mutations, one upon the other, never above two megabytes."""
    chance = random.Random(f"{seed} {number}")
    raw = chance.choice(mails)
    for _ in range(chance.randint(1, 6)):
        raw = chance.choice(_MUTATIONS)(chance, raw, mails)[:LARGEST]
    return raw


def _flip(chance: random.Random, raw: bytes, _mails: Sequence[bytes]) -> bytes:
    found = bytearray(raw)
    for _ in range(min(len(found), chance.choice((1, 5, 50)))):
        found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)


def _cut(chance: random.Random, raw: bytes, _mails: Sequence[bytes]) -> bytes:
    begin, end = sorted((chance.randint(0, len(raw)), chance.randint(0, len(raw))))
    return raw[:begin] if chance.random() < 0.5 else raw[:begin] + raw[end:]


def _insert(chance: random.Random, raw: bytes, _mails: Sequence[bytes]) -> bytes:
    at = chance.randint(0, len(raw))
    return raw[:at] + chance.choice(_PIECES) * chance.choice((1, 1, 3, 500, 20_000)) + raw[at:]


def _repeat_lines(chance: random.Random, raw: bytes, _mails: Sequence[bytes]) -> bytes:
    lines = raw.splitlines(keepends=True) or [b"\n"]
    at = chance.randrange(len(lines))
    end = at + chance.choice((1, 2, 10))
    block = b"".join(lines[at:end])
    times = min(chance.choice((1, 10, 2_000)), LARGEST // len(block) + 1)
    return b"".join([*lines[:end], block * times, *lines[end:]])


def _shuffle_lines(chance: random.Random, raw: bytes, _mails: Sequence[bytes]) -> bytes:
    lines = raw.splitlines(keepends=True)
    begin = chance.randint(0, len(lines))
    middle = lines[begin : begin + 30]
    chance.shuffle(middle)
    return b"".join(lines[:begin] + middle + lines[begin + 30 :])


def _splice(chance: random.Random, raw: bytes, mails: Sequence[bytes]) -> bytes:
    other = chance.choice(mails)
    return raw[: chance.randint(0, len(raw))] + other[chance.randint(0, len(other)) :]


def _relabel(chance: random.Random, raw: bytes, _mails: Sequence[bytes]) -> bytes:
    return _LABEL.sub(lambda found: found[1] + chance.choice(_LABELS), raw)


def _nest(chance: random.Random, raw: bytes, _mails: Sequence[bytes]) -> bytes:
    for depth in range(chance.choice((1, 5, 29, 200))):
        name = b"n%d" % depth if chance.random() < 0.8 else b"same"
        head = b"Content-Type: multipart/mixed; boundary=" + name + b"\n\n--" + name + b"\n"
        raw = (head if chance.random() < 0.7 else b"Content-Type: message/rfc822\n\n") + raw
    return raw


def _grow_header(chance: random.Random, raw: bytes, _mails: Sequence[bytes]) -> bytes:
    name = chance.choice((b"Subject", b"To", b"References", b"Content-Type", b"X-A", b"Message-ID", b"Date"))
    piece = chance.choice((b"a", b"a@b.c, ", b"<a@b>\n ", b'"', b"=?utf-8?q?a?= ", b"; x*1*=a", b"(", b"\\"))
    return name + b": " + piece * chance.choice((10, 1_000, 60_000)) + b"\n" + raw


_MUTATIONS: tuple[Mutation, ...] = (
    *(_flip, _cut, _insert, _repeat_lines, _shuffle_lines),
    *(_splice, _relabel, _nest, _grow_header),
)

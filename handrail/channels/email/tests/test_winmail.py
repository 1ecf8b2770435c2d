"""Outlook's winmail.dat: its files and words come out, and nothing in it can hurt."""

from __future__ import annotations

import base64
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.channels.email.outlook.mapi import properties
from handrail.channels.email.outlook.rtf import decompressed, rendered
from handrail.channels.email.outlook.tnef import unpack
from handrail.channels.email.reading.letters import Letter
from handrail.channels.email.reading.reader import read_mail
from handrail.channels.email.tests.material import mail

UNICODE, BINARY, OBJECT = 0x1F, 0x102, 0x0D
MESSAGE_PROPERTIES, NEW_FILE, FILE_DATA, TITLE, FILE_PROPERTIES = 0x9003, 0x9002, 0x800F, 0x8010, 0x9005
RTF_OF_HTML = rb"""{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial;}}
{\*\htmltag64 <p>}\htmlrtf {\b\htmlrtf0 Gr\'fc\'dfe \u8364? \htmlrtf }\htmlrtf0
{\f1 \'cb}{\*\htmltag72 </p>}}"""
COMPRESSED = bytes.fromhex(  # MS-OXRTFCP §3.1.1, the specification's own example
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)


def property_of(name: int, kind: int, value: bytes) -> bytes:
    return struct.pack("<HHII", kind, name, 1, len(value)) + value + b"\0" * (-len(value) % 4)


def told(*written: bytes) -> bytes:
    return struct.pack("<I", len(written)) + b"".join(written)


def tnef(*attributes: tuple[int, bytes]) -> bytes:
    found = struct.pack("<IH", 0x223E9F78, 7)
    for name, data in attributes:
        found += struct.pack("<BHHI", 1, name, 6, len(data)) + data + b"\0\0"
    return found


def plain_rtf(rtf: bytes) -> bytes:
    return struct.pack("<IIII", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf


def letter_with(data: bytes, body: str = "") -> Letter:
    part = base64.encodebytes(data).decode()
    words = f"--b\nContent-Type: text/plain\n\n{body}\n" if body else ""
    head = 'Content-Type: application/ms-tnef; name="winmail.dat"\nContent-Transfer-Encoding: base64'
    return read_mail(
        mail(f"{words}--b\n{head}\n\n{part}\n--b--\n", Content_Type="multipart/mixed; boundary=b")
    )


def test_files_come_out_with_their_long_names_and_types() -> None:
    about = told(
        property_of(0x3707, UNICODE, "Rechnung für Dora.pdf\0".encode("utf-16-le")),
        property_of(0x370E, UNICODE, "application/pdf\0".encode("utf-16-le")),
    )
    data = tnef(
        (NEW_FILE, b"\0" * 14), (TITLE, b"RECHNU~1.PDF\0"), (FILE_DATA, b"%PDF"), (FILE_PROPERTIES, about)
    )
    letter = letter_with(data + tnef((NEW_FILE, b"")), "See the file.")
    assert [(f.name, f.content_type, f.data) for f in letter.attachments] == [
        ("Rechnung für Dora.pdf", "application/pdf", b"%PDF")
    ]
    assert letter.text.strip() == "See the file."
    assert "Its files were packed in a winmail.dat and have been unpacked." in letter.warnings


def test_words_come_out_of_rich_text() -> None:
    letter = letter_with(
        tnef((MESSAGE_PROPERTIES, told(property_of(0x1009, BINARY, plain_rtf(RTF_OF_HTML)))))
    )
    assert letter.html.split("\n")[-1] == "<p>Grüße € Л</p>"
    assert letter.text == "Grüße € Л"
    assert letter.attachments == ()


def test_words_that_the_mail_says_itself_are_not_said_twice() -> None:
    rtf = property_of(0x1009, BINARY, plain_rtf(rb"{\rtf1 Hello\par there}"))
    assert letter_with(tnef((MESSAGE_PROPERTIES, told(rtf))), "Hello there").text.strip() == "Hello there"
    assert letter_with(tnef((MESSAGE_PROPERTIES, told(rtf)))).text == "Hello\nthere"


def test_html_and_subject_in_their_code_page() -> None:
    html = property_of(0x1013, BINARY, "<p>Лампа".encode("cp1251"))
    found = unpack(
        tnef(
            (0x9007, struct.pack("<II", 1251, 0)),
            (0x8004, "Лампа\0".encode("cp1251")),
            (MESSAGE_PROPERTIES, told(html)),
        )
    )
    assert found is not None
    assert (found.subject, found.html) == ("Лампа", "<p>Лампа")


def test_a_mail_in_the_winmail_becomes_a_file_and_its_files_too() -> None:
    inner = tnef(
        (0x8004, b"Inner\0"),
        (0x800C, b"inner words\0"),
        (NEW_FILE, b""),
        (TITLE, b"b.txt\0"),
        (FILE_DATA, b"b"),
    )
    interface = bytes.fromhex("0703020000000000c000000000000046")
    data = tnef((NEW_FILE, b""), (FILE_PROPERTIES, told(property_of(0x3701, OBJECT, interface + inner))))
    assert [(f.name, f.data) for f in letter_with(data).attachments] == [
        ("Inner.txt", b"inner words"),
        ("b.txt", b"b"),
    ]


@pytest.mark.parametrize(
    "data", [b"no tnef at all", tnef(), struct.pack("<IH", 0x223E9F78, 1) + b"\xff" * 40]
)
def test_what_cannot_be_unpacked_stays_a_file(data: bytes) -> None:
    letter = letter_with(data, "words")
    assert [(f.name, f.data) for f in letter.attachments] == [("winmail.dat", data)]
    assert "It has a winmail.dat that cannot be unpacked." in letter.warnings


def test_compressed_rich_text_expands_as_the_specification_shows() -> None:
    assert decompressed(COMPRESSED) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_hidden_parts_and_pictures_of_rich_text_are_no_words() -> None:
    hidden = rb"{\info{\author Eve}}{\pict 0102}{\*\x hidden}{\colortbl;\red0;}"
    rtf = rb"{\rtf1" + hidden + rb"say \{this\}\'85\line\u-10179?\u-8704?}"
    assert rendered(rtf).text == "say {this}…\n😀"


@given(st.binary(max_size=300), st.binary(max_size=60))
def test_rubbish_never_crashes(data: bytes, more: bytes) -> None:
    unpack(struct.pack("<IH", 0x223E9F78, 1) + data)
    unpack(tnef((NEW_FILE, b""), (FILE_PROPERTIES, data), (MESSAGE_PROPERTIES, more)))
    properties(data)
    rendered(decompressed(struct.pack("<IIII", len(data), 2**32 - 1, 0x75465A4C, 0) + data))
    rendered(data)


@pytest.mark.parametrize(
    "rtf", [b"{" * 300_000, b"\\u1?" * 100_000, b"\\f1" * 150_000, b"\\'e4" * 100_000, b"}" * 300_000]
)
def test_hostile_rich_text_costs_little_time(rtf: bytes) -> None:
    begin = time.process_time()
    rendered(b"{\\rtf1\\fromhtml1 " + rtf)
    assert time.process_time() - begin < 2


def test_a_bomb_expands_to_two_megabytes_at_most() -> None:
    bomb = struct.pack("<IIII", 0, 2**32 - 1, 0x75465A4C, 0) + (b"\xfe" + b"a" + b"\x0d\x0f" * 7) * 200_000
    begin = time.process_time()
    assert len(decompressed(bomb)) <= 2 * 1024**2
    assert time.process_time() - begin < 2

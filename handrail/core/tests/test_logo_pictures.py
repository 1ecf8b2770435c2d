"""Pictures lose what is written beside them, and nothing of what they show."""

from __future__ import annotations

import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.core.pictures import NoPicture, kind_of_picture, without_metadata

SECRET = b"GPS 46.05 14.51, Dora's phone"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*beside: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\x00\xff\x00\x00"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(beside) + pixels + chunk(b"IEND", b"")


def segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def jpeg(*beside: bytes) -> bytes:
    """Two scans, as in a progressive picture; between them a table that looks like the end of one."""
    jfif, profile = segment(0xE0, b"JFIF\x00\x01"), segment(0xE2, b"ICC_PROFILE\x00\x01\x01colours")
    scan = segment(0xDA, b"\x01") + b"\x12\xff\x00\x34\xff\xd0\x56"
    table = segment(0xC4, b"\x00\xff\xd9\x01")
    return b"\xff\xd8" + jfif + b"".join(beside) + profile + scan + table + scan + b"\xff\xd9"


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(
        kind + struct.pack("<I", len(data)) + data + b"\x00" * (len(data) % 2) for kind, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp(flags: int, *beside: tuple[bytes, bytes]) -> bytes:
    return riff((b"VP8X", bytes([flags]) + bytes(9)), (b"VP8L", b"pixel"), *beside)


def gif(*beside: bytes) -> bytes:
    loop = b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
    shown = b"!\xf9\x04\x00\x00\x00\x00\x00" + b"," + bytes(9) + b"\x02\x02\x4c\x01\x00"
    return b"GIF89a" + b"\x01\x00\x01\x00\x80\x00\x00" + bytes(6) + loop + b"".join(beside) + shown + b";"


CLEAN = {"image/png": png(), "image/jpeg": jpeg(), "image/webp": webp(0x10), "image/gif": gif()}


@pytest.mark.parametrize(
    "told",
    [
        png(chunk(b"tEXt", SECRET), chunk(b"eXIf", SECRET), chunk(b"tIME", b"1234567")),
        png() + SECRET,
        jpeg(segment(0xE1, b"Exif\x00\x00" + SECRET), segment(0xFE, SECRET), segment(0xED, SECRET)),
        jpeg(segment(0xE2, b"MPF\x00" + SECRET)) + b"\xff\xd8" + SECRET,
        webp(0x1C, (b"EXIF", SECRET), (b"XMP ", SECRET)),
        gif(b"!\xfe" + bytes([len(SECRET)]) + SECRET + b"\x00"),
        gif() + SECRET,
    ],
)
def test_what_is_written_beside_a_picture_goes_and_the_picture_stays(told: bytes) -> None:
    assert SECRET in told
    assert without_metadata(told) == CLEAN[kind_of_picture(told)]


@pytest.mark.parametrize("kind", CLEAN)
def test_one_that_is_clean_stays_as_it_is_and_one_cut_off_is_none(kind: str) -> None:
    whole = CLEAN[kind]
    assert without_metadata(whole) == whole
    for end in range(len(whole) - (2 if kind == "image/webp" else 0)):
        try:
            cut = without_metadata(whole[:end])
        except NoPicture:
            continue
        assert kind == "image/webp", end  # its chunks name their sizes: whole ones before the cut remain
        assert kind_of_picture(cut) == kind


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"RIFF\x04\x00\x00\x00WAVE", b"GIF8xx", b"\x89PNG"])
def test_other_files_are_no_pictures(data: bytes) -> None:
    with pytest.raises(NoPicture):
        without_metadata(data)


@given(st.sampled_from([*CLEAN.values()]), st.binary(max_size=40), st.integers(0, 60))
def test_broken_pictures_are_refused_and_stop_nobody(whole: bytes, noise: bytes, at: int) -> None:
    with suppress(NoPicture):
        without_metadata(whole[:at] + noise + whole[at + len(noise) :])

"""Files keep their encoding and lose their secrets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.core.secrets.files import is_text_file, mask_file

LINE = "DB_PASSWORD=Sommer2024\r\nLämpchen – geht nicht\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_log_keeps_its_encoding(encoding: str) -> None:
    data, found = mask_file("text/plain", "debug.log", LINE.encode(encoding))
    text = data.decode(encoding)
    assert "Sommer" not in text
    assert text.endswith("Lämpchen – geht nicht\r\n")
    assert [one.kind for one in found] == ["password"]


def test_a_picture_is_not_read() -> None:
    data = b"\x89PNG password=Sommer2024"
    assert mask_file("image/png", "a.txt", data) == (data, [])


@pytest.mark.parametrize(
    ("kind", "name", "is_text"),
    [
        ("text/plain", "a", True),
        ("application/octet-stream", "debug.log", True),
        ("application/octet-stream", "debug.log.2", True),
        ("application/octet-stream", ".env", True),
        ("application/json; charset=utf-8", "a", True),
        ("text/calendar", "a.ics", False),
        ("application/zip", "a.zip", False),
        ("application/pdf", "a.pdf", False),
    ],
)
def test_what_is_a_text_file(kind: str, name: str, is_text: bool) -> None:
    assert is_text_file(kind, name) == is_text


@given(st.binary(max_size=300))
def test_bytes_without_secrets_come_back_as_they_were(data: bytes) -> None:
    masked, found = mask_file("text/plain", "a.log", data)
    assert (masked == data) == (not found)

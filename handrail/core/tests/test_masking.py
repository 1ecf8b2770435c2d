"""Addresses are masked wherever they stand; nothing else is touched."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.core.masking import mask, mask_deep


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("dora@nordlicht.example", "d•••@n•••.example"),
        ("Dora <dora.p+lamp@mail.nordlicht.example>,", "Dora <d•••@m•••.example>,"),
        ('<a href="mailto:dora@nordlicht.example">', '<a href="mailto:d•••@n•••.example">'),
        ("?email=dora%40nordlicht.example&x=1", "?email=d•••@n•••.example&x=1"),
        ("dora&#64;nordlicht.example", "d•••@n•••.example"),
        ('"Dora P"@nordlicht.example', "D•••@n•••.example"),
        ("root@localhost", "r•••@l•••"),
        ("дора@пример.рф", "д•••@п•••.рф"),
        ('<img src="cid:part1.abc@mail.example">', '<img src="cid:part1.abc@mail.example">'),
        ("@Cleo, see 3.2 @ 14:00", "@Cleo, see 3.2 @ 14:00"),
        ("", ""),
    ],
)
def test_an_address_is_masked(text: str, shown: str) -> None:
    assert mask(text) == shown


def test_json_is_masked_all_through() -> None:
    facts = {"to": [{"name": "Dora", "address": "dora@nordlicht.example"}], "mails": 2, "why": None}
    shown = {"to": [{"name": "Dora", "address": "d•••@n•••.example"}], "mails": 2, "why": None}
    assert mask_deep(facts) == shown


@given(before=st.text(max_size=30), after=st.text(max_size=30))
def test_no_address_survives_its_neighbours(before: str, after: str) -> None:
    if not before.lower().endswith("cid:"):
        assert "secretive@nordlicht" not in mask(f"{before} secretive@nordlicht.example {after}")


def test_a_hostile_text_takes_no_time() -> None:
    begin = time.monotonic()
    for part in ("a", "a@", '"', "a.", "%40", "&#64;"):
        mask(part * 100_000 + "@b" + ".c" * 100_000)
    assert time.monotonic() - begin < 20  # a second or two on a machine that does nothing else

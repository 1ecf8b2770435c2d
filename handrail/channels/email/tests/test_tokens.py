from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.channels.email.matching.tokens import (
    Claim,
    claim_of_address,
    claims_in_text,
    make_message_id,
    make_reply_address,
    make_token,
    read_message_id,
)

KEYS = st.from_regex(r"[A-Za-z0-9_-]{1,60}", fullmatch=True)


@given(KEYS, st.text(min_size=1))
def test_what_was_signed_is_read_again(key: str, secret: str) -> None:
    made = make_message_id(key, "lamp.example", secret)
    assert re.fullmatch(r"[A-Za-z0-9._-]+@lamp\.example", made)
    assert len(made) < 120
    assert read_message_id(made, secret) == key
    assert read_message_id(f" <{made}> ", secret) == key


@given(KEYS, KEYS)
def test_nobody_can_move_a_signature_to_another_key(key: str, other: str) -> None:
    made = make_message_id(key, "lamp.example", "secret")
    forged = made.replace(f"hr.{key}.", f"hr.{other}.")
    assert (read_message_id(forged, "secret") == other) == (key == other)
    assert read_message_id(made, "another secret") is None


@given(st.text())
def test_strange_ids_are_not_ours(text: str) -> None:
    assert read_message_id(text, "secret") is None


@given(KEYS, st.integers(0, 25), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_a_changed_signature_is_refused(key: str, at: int, letter: str) -> None:
    head, _, host = make_message_id(key, "lamp.example", "secret").partition("@")
    begin, signature = head[:-26], head[-26:]
    changed = f"{begin}{signature[:at]}{letter}{signature[at + 1 :]}@{host}"
    assert (read_message_id(changed, "secret") == key) == (signature[at] == letter)


def test_domains_of_any_script_and_wrong_keys() -> None:
    assert make_message_id("7", "münchen.example", "s").endswith("@xn--mnchen-3ya.example")
    assert make_message_id("7", "not a domain", "s").endswith("@invalid")
    for key, domain in (("a b", "x.org"), ("", "x.org"), ("a" * 61, "x.org"), ("ä", "x.org"), ("a", "")):
        with pytest.raises(ValueError):
            make_message_id(key, domain, "s")


@given(st.from_regex(r"[0-9]{1,12}", fullmatch=True), st.text(min_size=1))
def test_reply_addresses_and_tokens_are_signed_each_for_its_own_use(key: str, secret: str) -> None:
    address = make_reply_address("support@lamp.example", key, secret)
    assert claim_of_address(address.upper(), secret) == Claim(key, True)
    assert claim_of_address(address.replace("+hr.", "+hr.1"), secret) == Claim(f"1{key}", False)
    token = make_token(key, secret)
    assert claims_in_text(f"Re: {token} and more", secret) == [Claim(key, True)]
    as_message_id = token.strip("[]") + "@lamp.example"
    assert read_message_id(as_message_id, secret) is None


def test_an_address_without_room_for_a_signature_gets_none() -> None:
    with pytest.raises(ValueError):
        make_reply_address("a" * 40 + "@lamp.example", "1", "secret")

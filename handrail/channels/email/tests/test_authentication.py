"""What our own server says of the sender, and what anybody could have written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.channels.email.matching.authentication import read_results
from handrail.channels.email.reading.reader import read_mail

OURS = "mx.lamp.example"


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        (
            [f"{OURS}; spf=pass smtp.mailfrom=x; dkim=fail (bad; dkim=pass) header.d=x; dmarc=fail"],
            "pass fail fail",
        ),
        ([f"{OURS} 1;\tdkim=fail; dkim=pass; spf=softfail"], "softfail pass -"),
        ([f'"{OURS}"; dmarc = pass'], "- - pass"),
        ([f"{OURS}; none"], "- - -"),
        (["mx.other.example; dmarc=pass", f"{OURS}; dmarc=fail"], "- - fail"),
        ([f"{OURS}; dmarc=fail", f"{OURS}; dmarc=pass; spf=pass"], "pass - fail"),
        ([f"{OURS}; dmarc=fail", "mx.other.example; x=y", f"{OURS}; spf=pass"], "- - fail"),
        ([f'{OURS}; dkim=fail reason="x; dmarc=pass" header.d=x'], "- fail -"),
        (["mx.other.example; dmarc=pass"], "- - -"),
        (["", f"{OURS}; spf=none", "", f"{OURS}; dmarc=pass"], "none - -"),
        ([f"{OURS}; spf=pass smtp.mailfrom=a;dmarc=pass;@b; dmarc=fail"], "pass - fail"),
        ([f"{OURS}; dmarc=none; spf=pass smtp.mailfrom=a;dmarc=pass;@b"], "pass - none"),
        ([f'{OURS}; spf=pass smtp.mailfrom="a\\";dmarc=pass;x"@b; dkim=fail'], "pass fail -"),
        ([f"{OURS}; spf=pass ({'x' * 2000}; dmarc=pass); dkim=fail"], "pass fail -"),
        ([f"{OURS}; spf=pass ((((((a; dmarc=pass)))))); dkim=fail"], "pass fail -"),
        ([f"{OURS}; spf=pass smtp.mailfrom=a(b@c; dmarc=fail"], "pass - fail"),
        ([f'{OURS}; spf=pass smtp.mailfrom=a"b@c; dmarc=fail'], "pass - fail"),
    ],
)
def test_only_the_topmost_of_our_server_count(headers: list[str], found: str) -> None:
    results = read_results(headers, OURS)
    assert " ".join(results.get(name, "-") for name in ("spf", "dkim", "dmarc")) == found


def test_a_server_that_gives_no_name_is_trusted_by_a_dash() -> None:
    header = "spf=fail (sender IP is 1.2.3.4) smtp.mailfrom=x; dkim=none; dmarc=fail action=none"
    assert read_results([header], "-") == {"spf": "fail", "dkim": "none", "dmarc": "fail"}
    assert read_results([header], OURS) == {}
    assert read_results([header], "") == {}


@given(st.lists(st.text(max_size=200), max_size=5))
def test_any_headers_can_be_read(headers: list[str]) -> None:
    assert set(read_results(headers, OURS)) <= {"spf", "dkim", "dmarc"}


@given(st.integers(0, 3), st.integers(0, 3))
def test_an_address_written_as_an_encoded_word_says_nothing(quotes: int, spaces: int) -> None:
    """`=?utf-8?q?=3Bdmarc=3Dpass?=` is a sound local part, which a stranger's envelope may have."""
    words = "=22" * quotes + "_" * spaces + "=3B_dmarc=3Dpass=3B"
    result = f"{OURS}; spf=pass smtp.mailfrom==?utf-8?q?{words}?=@evil.example"
    letter = read_mail(f"Authentication-Results: {result}\r\n\r\nHi\r\n".encode())
    assert read_results(letter.headers_seen["authentication-results"], OURS) == {"spf": "pass"}


def test_a_result_below_where_the_mail_was_taken_over_is_the_senders_own() -> None:
    raw = f"""Authentication-Results: {OURS}; spf=none
Received: from evil.example by {OURS}
Authentication-Results: {OURS}; dmarc=pass

Hi
"""
    letter = read_mail(raw.encode())
    assert read_results(letter.headers_seen["authentication-results"], OURS) == {"spf": "none"}

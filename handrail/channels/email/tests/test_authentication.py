"""What our own server says of the sender, and what anybody could have written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.channels.email.matching.authentication import read_results

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

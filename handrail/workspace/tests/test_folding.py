"""Repeats in logs are folded, and no line is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.workspace.folding import Stretch, folded

TRACE = ["PHP Fatal error: no lamp", "#0 a.php(3)", "#1 {main}"]


def test_a_line_412_times_is_shown_once() -> None:
    assert folded(["before", *["PHP Notice"] * 413, "after"]) == [
        Stretch(1, ["before"]),
        Stretch(2, ["PHP Notice"]),
        Stretch(3, ["PHP Notice"] * 412, 412, 1),
        Stretch(415, ["after"]),
    ]


@pytest.mark.parametrize(
    "stamp",
    [
        "[02-Mar-2026 10:{:02}:12 UTC] ",
        "2026-03-02T10:{:02}:12.123Z ",
        "2026-03-02 10:{:02}:12,123 ",
        "Mar  2 10:{:02}:12 web1 ",
        "203.0.113.7 - - [02/Mar/2026:10:{:02}:12 +0000] ",
        "[Mon Mar 02 10:{:02}:12.500 2026] ",
        "17724450{:02} ",
    ],
)
def test_other_times_do_not_make_another_line(stamp: str) -> None:
    lines = [stamp.format(minute) + line for minute in range(10, 15) for line in TRACE]
    shown, hidden = folded(lines)
    assert shown.lines == lines[:3]
    assert (hidden.first, hidden.times, hidden.size, hidden.lines) == (4, 4, 3, lines[3:])


def test_what_only_looks_alike_stays() -> None:
    lines = ["order 4111 paid", "order 4112 paid", "a", "b", "a", "c"]
    assert folded(lines) == [Stretch(1, lines)]


@given(st.lists(st.sampled_from(["a", "b", "10:00:01 c", "10:00:02 c"]), max_size=60))
def test_every_line_stands_there_once_and_in_order(lines: list[str]) -> None:
    stretches = folded(lines)
    assert [line for stretch in stretches for line in stretch.lines] == lines
    assert [one.first for one in stretches] == [
        1 + sum(len(before.lines) for before in stretches[:index]) for index in range(len(stretches))
    ]

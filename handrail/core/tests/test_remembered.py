"""What is remembered is asked again after two seconds."""

from __future__ import annotations

import pytest

from handrail.core import remembered as room
from handrail.core.remembered import forget_remembered, remembered


def test_an_answer_holds_for_two_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    now, asked = [100.0], []
    monkeypatch.setattr("handrail.core.remembered.time.monotonic", lambda: now[0])
    monkeypatch.setattr("handrail.core.remembered.SECONDS", 2.0)

    @remembered
    def double(number: int) -> int:
        asked.append(number)
        return 2 * number

    assert [double(1), double(1), double(2)] == [2, 2, 4]
    assert asked == [1, 2]
    now[0] += 1.9
    double(1)
    assert asked == [1, 2]
    now[0] += 0.2
    double(1)
    assert asked == [1, 2, 1]
    forget_remembered()
    double(1)
    assert asked == [1, 2, 1, 1]


def test_what_is_remembered_does_not_grow_without_end() -> None:
    asked: list[int] = []

    @remembered
    def listen(number: int) -> None:
        asked.append(number)

    for number in range(room.MOST + 1):
        listen(number)
    listen(0)
    assert asked.count(0) == 2

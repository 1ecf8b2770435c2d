"""A clock that is set is noticed; one that goes on, or is adjusted little by little, is not."""

from __future__ import annotations

import pytest

from handrail.ops.up import watching

YEAR = 365 * 24 * 3600.0


@pytest.mark.parametrize(
    ("wall", "noticed"),
    [
        ([0.0, 1.0, 2.0], [False, False]),
        ([0.0, 1.0, 3602.0, 3603.0], [False, True, False]),
        ([0.0, 1.0, 2.0 - YEAR], [False, True]),
        ([0.0, 10.0, 20.0, 30.0, 40.0, 50.0], [False] * 5),
    ],
)
def test_only_a_jump_is_noticed(
    monkeypatch: pytest.MonkeyPatch, wall: list[float], noticed: list[bool]
) -> None:
    now = iter((float(second), time) for second, time in enumerate(wall))
    monkeypatch.setattr(watching, "_now", lambda: next(now))
    clock = watching.Clock()
    assert [clock.was_set() for _ in noticed] == noticed

"""The twenty commonest tasks: docs/tasks.md says what each costs, and a journey holds it to that."""

from __future__ import annotations

import re
from pathlib import Path

from tests.journeys.budgets import BUDGETS, Way

ROOT = Path(__file__).parents[2]


def test_the_docs_show_every_budget_as_it_is() -> None:
    told = [line for line in (ROOT / "docs/tasks.md").read_text().splitlines() if line.startswith("| ")]
    assert told[1:] == [budget.line for budget in BUDGETS.values()]  # after the head of the table


def test_every_budget_is_kept_by_a_journey() -> None:
    journeys = (path.read_text() for path in (ROOT / "tests/journeys").glob("test_*.py"))
    kept = {name for text in journeys for name in re.findall(r'doing\(\w+, "([\w ]+)"\)', text)}
    assert kept == set(BUDGETS)


def test_they_are_twenty_and_most_need_no_mouse() -> None:
    assert len(BUDGETS) == 20
    assert sum(budget.way is Way.KEYS for budget in BUDGETS.values()) >= 10
    assert all(not budget.clicks for budget in BUDGETS.values() if budget.way is Way.KEYS)

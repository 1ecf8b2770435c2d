"""The twenty commonest tasks and what each may cost: the table of docs/tasks.md, kept by the journeys.

python -m tests.journeys.budgets      prints the lines of the table
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Way(StrEnum):
    """With what one does it."""

    KEYS = "keys"
    MOUSE = "mouse"


class Budget(NamedTuple):
    """At most so many keys, clicks and whole pages; what one writes is not counted (`hands.py`)."""

    words: str
    how: str
    way: Way
    keys: int = 0
    clicks: int = 0
    loads: int = 0

    @property
    def line(self) -> str:
        """The task in the table."""
        return f"| {self.words} | {self.how} | {self.way} | {self.keys} | {self.clicks} | {self.loads} |"


BUDGETS = {
    "next": Budget(
        "From a list: open the next, answer with a saved reply, send, go on",
        "`o` `r` `/` `⏎` `Ctrl ⏎`",
        Way.KEYS,
        keys=5,
        loads=1,
    ),
    "reply": Budget("Answer, close, go on to the next", "`r` words `Ctrl ⏎`", Way.KEYS, keys=2, loads=1),
    "macro": Budget("Do several things by a macro", "`;` and its letter", Way.KEYS, keys=2),
    "take": Budget("Take it", "`i`", Way.KEYS, keys=1),
    "give": Budget("Give it to a colleague", "`v`, the name's beginning, `⏎`", Way.KEYS, keys=4),
    "note": Budget("Call a colleague in a note", "`n` words `@be` `⏎` `Ctrl ⏎`", Way.KEYS, keys=3),
    "wait": Budget("Set it to *waiting for customer*", "`s` `w` `⏎`", Way.KEYS, keys=3),
    "tag": Budget("Add a tag", "`l` the tag `⏎`", Way.KEYS, keys=2),
    "snooze": Budget("Snooze it until tomorrow", "`b` `t` `⏎`", Way.KEYS, keys=3),
    "view": Budget("Go to a view", "`g` and its letter", Way.KEYS, keys=2, loads=1),
    "find": Budget("Find by words, and open it", "`/` words `⏎` `⏎`", Way.KEYS, keys=3, loads=2),
    "filter": Budget(
        "Find by a filter", "`/` `ta` `↓` `⏎` the tag's beginning `↓` `Tab`", Way.KEYS, keys=5, loads=1
    ),
    "begin": Budget(
        "Write to a customer first",
        "`c` address `⏎` subject `⏎` words `Ctrl ⏎`",
        Way.KEYS,
        keys=4,
        loads=2,
    ),
    "forward": Budget("Forward it", "`f` address `⏎` words `Ctrl ⏎`", Way.KEYS, keys=3),
    "undo send": Budget("Take back what was sent", "`z`", Way.KEYS, keys=1, loads=1),
    "merge": Budget("Merge it into another", "`m` number `⏎` `⏎`", Way.KEYS, keys=3, loads=3),
    "name": Budget("Do anything by its name", "`Ctrl K` words `⏎`", Way.KEYS, keys=2),
    "click reply": Budget(
        "Answer, close, go on to the next", "click, words, *Send*", Way.MOUSE, clicks=2, loads=1
    ),
    "history": Budget("Look at what else the customer asked", "*Other conversations*", Way.MOUSE, clicks=1),
    "original": Budget("Get the original mail", "*Original mail*, above the message", Way.MOUSE, clicks=1),
}


if __name__ == "__main__":
    print("\n".join(budget.line for budget in BUDGETS.values()))

"""Ten thousand generated dialogues with the assistant, some hundreds over the tables: nothing broken.

Usage: python -m bench.dialogues [HOW MANY]. The guarantees are the checks of `tests/dialogues.py`. Those over
the tables chat with the sample company, by the widget's API and the functions of the worker.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from bench import goals

if TYPE_CHECKING:
    from tests.dialogues import World

MANY, OVER_TABLES = 10_000, 300


def told(many: int = MANY) -> bool:
    """Play them on the machine alone and print what was broken; whether nothing was."""
    from tests.dialogues import Machine

    return _told(Machine, many, "dialogues")


def told_over_tables(many: int = OVER_TABLES) -> bool:
    """The same in chats with the sample company of a running installation."""
    from django.test.utils import setup_test_environment

    from handrail.accounts.models import Agent, Role
    from handrail.channels.chat.models import Widget
    from handrail.ops.sample.company import lamp
    from tests.dialogue_tables import Tables

    setup_test_environment()
    lamp()
    widget = Widget.objects.filter(has_assistant=True).earliest("pk")
    owner = Agent.objects.filter(role=Role.OWNER).earliest("pk")
    return _told(lambda: Tables(widget, owner), many, "chats")


def _told(world: Callable[[], World], many: int, name: str) -> bool:
    from tests.dialogues import generated, play, violations

    began, broken, ends = time.perf_counter(), Counter[str](), Counter[str]()
    for seed in range(many):
        transcript = play(world(), generated(seed))
        broken.update(violations(transcript))
        ends.update({line.who for line in transcript.lines if line.who in ("queue", "closed", "parked")})
    for problem, count in broken.most_common(10):
        print(f"note  assistant, {count} times: {problem}")
    about = f"{ends['queue']} handed over, {ends['closed']} confirmed, {ends['parked']} parked"
    about += f"; {time.perf_counter() - began:.0f} s"
    figure = float(broken.total())
    return goals.told(
        "assistant", f"broken guarantees in {many} {name}", figure, 0, most=True, digits=0, about=about
    )


def main(arguments: list[str]) -> int:
    """Run both; exit 1 when a guarantee is broken."""
    import django

    from bench.installation import installation

    with installation():
        django.setup()
        fine = told(int(arguments[0]) if arguments else MANY)
        return 0 if told_over_tables() and fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

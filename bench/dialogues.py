"""Ten thousand generated dialogues with the assistant, some hundreds over the tables: nothing broken.

Usage: python -m bench.dialogues [HOW MANY [CHATS [FIRST SEED OF THEM]]]. The guarantees are the checks of
`tests/dialogue_checks.py`; what broke one is printed. Those over the tables chat with the sample company, by
the widget's API and the functions of the worker, beside the installation's own worker.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bench import goals

if TYPE_CHECKING:
    from tests.dialogue_checks import Transcript
    from tests.dialogues import World

MANY, OVER_TABLES = 10_000, 300
_MOST_SHOWN = 5  # transcripts


def told(many: int = MANY) -> bool:
    """Play them on the machine alone and print what was broken; whether nothing was."""
    from tests.dialogues import Machine

    return _told(Machine, range(many), "dialogues")


def told_over_tables(many: int = OVER_TABLES, first: int = 0) -> bool:
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
    return _told(lambda: Tables(widget, owner), range(first, first + many), "chats")


def _told(world: Callable[[], World], seeds: Sequence[int], name: str) -> bool:
    from tests.dialogue_checks import violations
    from tests.dialogues import generated, play

    began, broken, ends, shown = time.perf_counter(), Counter[str](), Counter[str](), 0
    for seed in seeds:
        transcript = play(world(), generated(seed))
        problems = violations(transcript)
        broken.update(problems)
        if problems and (shown := shown + 1) <= _MOST_SHOWN:
            _show(seed, problems, transcript)
        ends.update({"answered" if line.what == "answer" else line.who for line in transcript.lines})
    for problem, count in broken.most_common(10):
        print(f"note  assistant, {count} times: {problem}")
    about = f"{ends['answered']} answered, {ends['queue']} handed over, {ends['closed']} confirmed, "
    about += f"{ends['parked']} parked; {time.perf_counter() - began:.0f} s"
    figure = float(broken.total())
    return goals.told(
        "assistant", f"broken guarantees in {len(seeds)} {name}", figure, 0, most=True, digits=0, about=about
    )


def _show(seed: int, problems: Sequence[str], transcript: Transcript) -> None:
    """What was said where a guarantee broke, so that it can be understood."""
    print(f"note  assistant, seed {seed}: {'; '.join(problems)}")
    for line in transcript.lines:
        print(f"      {line.who:9} {line.what}{line.text and f': {line.text[:90]}'}")


def main(arguments: list[str]) -> int:
    """Run both; exit 1 when a guarantee is broken."""
    import django

    from bench.installation import installation

    with installation():
        django.setup()
        many, *chats = map(int, arguments or [str(MANY)])
        fine = told(many)
        return 0 if told_over_tables(*chats) and fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Ten thousand generated dialogues with the assistant, some hundreds over the tables: nothing broken.

Usage: python -m bench.dialogues [HOW MANY]. The guarantees are the checks of `tests/dialogues.py`.
"""

from __future__ import annotations

import sys
import time
from collections import Counter

from bench import goals

MANY = 10_000


def told(many: int = MANY) -> bool:
    """Play them on the machine alone and print what was broken; whether nothing was."""
    from tests.dialogues import Machine, generated, play, violations

    began, broken, ends = time.perf_counter(), Counter[str](), Counter[str]()
    for seed in range(many):
        transcript = play(Machine(), generated(seed))
        broken.update(violations(transcript))
        ends.update({line.who for line in transcript.lines if line.who in ("queue", "closed", "parked")})
    for problem, count in broken.most_common(10):
        print(f"note  assistant, {count} times: {problem}")
    about = f"{ends['queue']} handed over, {ends['closed']} confirmed, {ends['parked']} parked"
    about += f"; {time.perf_counter() - began:.0f} s"
    figure = float(broken.total())
    return goals.told(
        "assistant", f"broken guarantees in {many} dialogues", figure, 0, most=True, digits=0, about=about
    )


def main(arguments: list[str]) -> int:
    """Run it; exit 1 when one is broken."""
    import django

    from bench.installation import installation

    with installation():
        django.setup()
        return 0 if told(int(arguments[0]) if arguments else MANY) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

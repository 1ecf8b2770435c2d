"""How well the language of a text is told, one line per figure, and what an answer costs.

Usage: python bench/language.py [FILE] [--show]     (default ../shared/data/language/texts.jsonl)
An answer that is not given counts as not right; a wrong one counts as wrong whatever the kind of text.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections import Counter
from functools import partial
from pathlib import Path

from bench import goals
from handrail.core.language import detect_language

told = partial(goals.told, "language")

RIGHT = {"sentences": 0.97, "word-pairs": 0.80}
WRONG = {"single-words": 0.03}
MILLISECONDS = 1.0
MEBIBYTES = 130


def noted(name: str, value: float) -> None:
    print(f"note  language, {name}  {value:.3f}")


def judge(kind: str, rows: list[dict[str, str]], show: bool) -> list[bool]:
    answers = [(row, detect_language(row["text"])) for row in rows]
    right = sum(answer == row["lang"] for row, answer in answers) / len(rows)
    mistakes = [(row, answer) for row, answer in answers if answer not in {row["lang"], None}]
    wrong = len(mistakes) / len(rows)
    if show:
        print("  ", Counter(f"{row['lang']}→{answer}" for row, answer in mistakes).most_common(12))
    results = [told(f"{kind}, right", right, RIGHT[kind])] if kind in RIGHT else []
    results += [told(f"{kind}, wrong", wrong, WRONG[kind], most=True)] if kind in WRONG else []
    for name, value in (("right", right),) * (kind not in RIGHT) + (("wrong", wrong),) * (kind not in WRONG):
        noted(f"{kind}, {name}", value)
    return results


def cost(rows: list[dict[str, str]]) -> bool:
    text = "\n".join(row["text"] for row in rows if row["lang"] == "de")
    begin = time.perf_counter()
    for at in range(200):
        detect_language(text[at * 50 : at * 50 + 2_000])
    return told(
        "ms for a mail of 2,000 characters", (time.perf_counter() - begin) * 5, MILLISECONDS, most=True
    )


def memory(before: int) -> bool:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return told("MiB more at the peak", (peak - before) / 1024, MEBIBYTES, most=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    given = goals.SETS / "language/texts.jsonl"
    parser.add_argument("file", nargs="?", type=Path, default=given)
    parser.add_argument("--show", action="store_true", help="print what is taken for what")
    asked = parser.parse_args()
    if not asked.file.exists():
        print(f"MISS  language  no texts in {asked.file}")
        return 1
    rows = [json.loads(line) for line in asked.file.read_text(encoding="utf-8").splitlines()]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    detect_language("The model is loaded now.")
    results = [memory(before)]
    for kind in ("sentences", "word-pairs", "single-words"):
        results += judge(kind, [row for row in rows if row["kind"] == kind], asked.show)
    results.append(cost([row for row in rows if row["kind"] == "sentences"]))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())

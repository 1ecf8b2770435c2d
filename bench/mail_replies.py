"""How well new words are told from quoted ones, on three public sets, one line per figure.

Usage: python bench/mail_replies.py [FOLDER] [--show]     (default ../shared/data/mail)
EM: exact match after collapsing white space. F1: over words. over: share of mails that lost more than
2 % of their new words, the dangerous error.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

from bench import goals
from handrail.channels.email.quoting.html_quotes import split_html
from handrail.channels.email.quoting.text_quotes import split_reply
from handrail.core.plain_text import html_to_text

told = partial(goals.told, "mail replies")


def flat(text: str) -> str:
    return " ".join(text.split())


def f1(got: str, want: str) -> float:
    a, b = Counter(got.split()), Counter(want.split())
    both = (a & b).total()
    return 1.0 if not a and not b else 2 * both / (a.total() + b.total())


def lost(got: str, want: str) -> bool:
    a, b = Counter(got.split()), Counter(want.split())
    return (b - a).total() > 0.02 * b.total()


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


def trimmer(folder: Path, show: bool) -> list[bool]:
    exact, overlap, over = 0, 0.0, 0
    cases = rows(folder, "replies-trimmer.jsonl")
    for row in cases:
        got, want = flat(split_reply(row["input"]).new), flat(row["trimmed"])
        exact, overlap, over = exact + (got == want), overlap + f1(got, want), over + lost(got, want)
        if show and got != want:
            print(f"  {row['id']}\n    is   {got[-300:]!r}\n    want {want[-300:]!r}")
    n = len(cases)
    return [
        told("trimmer EM", exact / n, 0.55),
        told("trimmer F1", overlap / n, 0.80),
        told("trimmer over", over / n, 0.06, most=True),
    ]


def crisp(folder: Path, show: bool) -> bool:
    cases = [
        row for row in rows(folder, "replies-crisp.jsonl") if "first" in row or row.get("first_contains")
    ]
    good = 0
    for row in cases:
        got = flat(split_reply(row["input"]).new)
        fine = (
            got == flat(row["first"])
            if "first" in row
            else all(flat(words.lstrip("^")) in got for words in row["first_contains"])
        )
        good += fine
        if show and not fine:
            print(f"  {row['id']}\n    is   {got[-300:]!r}\n    want {str(row.get('first', row))[-300:]!r}")
    return told("crisp EM", good / len(cases), 0.65)


def talon(folder: Path, show: bool) -> bool:
    cases = [
        row for row in rows(folder, "replies-talon.jsonl") if row.get("kind") not in {"html", "signature"}
    ]
    good = 0
    for row in cases:
        parts = split_reply(row["input"])
        got = flat(f"{parts.new}\n{parts.signature}")  # the set parts quotations only
        good += got == flat(row["expected"])
        if show and got != flat(row["expected"]):
            print(f"  {row['id']}\n    is   {got[-300:]!r}\n    want {flat(row['expected'])[-300:]!r}")
    return told("talon plain EM", good / len(cases), 0.90)


def talon_html(folder: Path, show: bool) -> bool:
    cases = [row for row in rows(folder, "replies-talon.jsonl") if row.get("kind") == "html"]
    good = 0
    for row in cases:
        parts = split_html(row["input"])
        got = flat(html_to_text(parts.new + parts.signature))
        good += got == flat(row["expected"])
        if show and got != flat(row["expected"]):
            print(f"  {row['id']}\n    is   {got[-300:]!r}\n    want {flat(row['expected'])[-300:]!r}")
    return told("talon HTML EM", good / len(cases), 1.0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=goals.SETS / "mail")
    parser.add_argument("--show", action="store_true", help="print what is wrong")
    given = parser.parse_args()
    if not (given.folder / "replies-trimmer.jsonl").exists():
        print(f"MISS  mail replies  no sets in {given.folder}")
        return 1
    results = [
        *trimmer(given.folder, given.show),
        crisp(given.folder, given.show),
        talon(given.folder, given.show),
        talon_html(given.folder, given.show),
    ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())

"""How well mails are read: the share of right fields on the public MIME set, one line each.

Usage: python bench/mail_reading.py [FOLDER] [--show FIELD]     (default ../shared/data/mail)
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from bench import goals
from handrail.channels.email.reading.letters import Letter, Person, Unreadable
from handrail.channels.email.reading.reader import read_mail
from handrail.core.plain_text import html_to_text
from handrail.core.text_safety import safe_html

told = partial(goals.told, "mail reading")

FLOORS = {
    "subject": 0.991,
    "from_addr": 0.993,
    "from_name": 0.995,
    "to": 0.98,
    "cc": 0.98,
    "date": 0.98,
    "message_id": 0.98,
    "in_reply_to": 0.98,
    "references": 0.98,
    "att_names": 0.966,
    "att_sha1": 0.986,
    "text": 0.969,
}
SECONDS_PER_MAIL = 2.0


def fields(letter: Letter) -> dict[str, Any]:
    """A letter in the words of the set. Its `text` knows plain-text parts only, white space collapsed."""
    return {
        "subject": letter.subject,
        "from_addr": addresses([letter.sender]),
        "from_name": [letter.sender.name] if letter.sender.name else [],
        "to": addresses(letter.to),
        "cc": addresses(letter.cc),
        "date": letter.date,
        "message_id": letter.message_id,
        "in_reply_to": sorted(letter.in_reply_to),
        "references": sorted(letter.references),
        "att_names": sorted(file.name for file in letter.attachments),
        "att_sha1": sorted(
            hashlib.sha1(file.data, usedforsecurity=False).hexdigest() for file in letter.attachments
        ),
        "text": " ".join(letter.text.split()) if letter.text_source == "plain" else "",
    }


def addresses(people: tuple[Person, ...] | list[Person]) -> list[str]:
    return sorted(person.address.lower() for person in people if person.address)


def wanted(name: str, value: Any) -> Any:
    if name == "date":
        return datetime.fromisoformat(value) if value else None
    if name == "in_reply_to":
        return sorted({one for one in re.split(r"[<>,\s]+", value) if one})
    if name in {"from_addr", "from_name"}:
        return [one for one in value[:1] if one]  # a letter has one sender, the first; no name is no name
    if name in {"subject", "text"}:
        return " ".join(value.split())
    return sorted(value) if isinstance(value, list) else value


def cases(folder: Path, name: str) -> Iterator[tuple[dict[str, Any], bytes]]:
    for line in (folder / name).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield row, (folder / "mime" / row["file"]).read_bytes()


def measure(folder: Path, show: str) -> bool:
    right = dict.fromkeys(FLOORS, 0)
    asked = dict.fromkeys(FLOORS, 0)
    slowest, held = 0.0, 0
    for row, raw in cases(folder, "mime.jsonl"):
        begin = time.perf_counter()
        try:
            got = fields(read_mail(raw))
        except Unreadable:
            got, held = {}, held + 1
        slowest = max(slowest, time.perf_counter() - begin)
        for name, value in row["expected"].items():
            asked[name] += 1
            same = got.get(name, "held") == wanted(name, value)
            right[name] += same
            if not same and name in show.split(","):
                print(f"  {row['id']}: {name}\n    is   {got.get(name)!r}\n    want {wanted(name, value)!r}")
    good = [told(name, right[name] / asked[name], FLOORS[name], digits=4) for name in FLOORS]
    return all(
        [
            *good,
            told("explicit", explicit(folder), 0.75, digits=4),
            told("words kept when made safe", words_kept(folder), 0.99, digits=4),
            told("held", held, 0, most=True),
            told("slowest mail, s", slowest, SECONDS_PER_MAIL, most=True),
        ]
    )


def words_kept(folder: Path) -> float:
    """Share of the words of all HTML mails that are left once nothing in them can act."""
    kept = total = 0
    for _, raw in cases(folder, "mime.jsonl"):
        try:
            html = read_mail(raw).html
        except Unreadable:
            continue
        before, after = (Counter(html_to_text(one).split()) for one in (html, safe_html(html)))
        total, kept = total + before.total(), kept + (before & after).total()
    return kept / total


def explicit(folder: Path) -> float:
    results = [
        all(explicit_one(read_mail(raw), row["expected"]))
        for row, raw in cases(folder, "mime-explicit.jsonl")
    ]
    return sum(results) / len(results)


def explicit_one(letter: Letter, expected: dict[str, Any]) -> Iterator[bool]:
    for name, value in expected.items():
        if name == "n_att_max":
            yield len(letter.attachments) <= value
        elif name == "reply_starts":
            yield letter.text.strip().startswith(value)
        elif name == "body":
            yield letter.text.strip() == value
        else:
            yield fields(letter)[name] == wanted(name, value)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=goals.SETS / "mail")
    parser.add_argument("--show", default="", help="print each wrong value of these fields, parted by commas")
    given = parser.parse_args()
    if not (given.folder / "mime.jsonl").exists():
        print(f"MISS  mail reading  no mails in {given.folder}")
        return 1
    return 0 if measure(given.folder, given.show) else 1


if __name__ == "__main__":
    sys.exit(main())

"""How well bounces and automatic mails are told from people's, on two public sets, one line per figure.

Usage: python bench/mail_bounces.py [FOLDER] [--parts 012] [--show]     (default ../shared/data/mail)
The sets are cut into four parts by the SHA-1 of a mail's id: look at what is wrong in some, measure
with the others.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

from bench import goals
from handrail.channels.email.reading.letters import Bounce, Letter
from handrail.channels.email.reading.reader import read_mail

told = partial(goals.told, "mail bounces")

# How the set's reasons fall into our six groups (see bounce_reasons). "filtered" is mostly a server that
# says "user unknown" only after it has read the mail.
GROUP_OF = {
    "userunknown": "address",
    "hostunknown": "address",
    "hasmoved": "address",
    "notaccept": "address",
    "filtered": "address",
    "mailboxfull": "mailbox",
    "suspend": "mailbox",
    "exceedlimit": "mailbox",
    "mesgtoobig": "mailbox",
    "emailtoolarge": "mailbox",
    "blocked": "policy",
    "rejected": "policy",
    "authfailure": "policy",
    "policyviolation": "policy",
    "securityerror": "policy",
    "requireptr": "policy",
    "norelaying": "policy",
    "toomanyconn": "policy",
    "ratelimited": "policy",
    "speeding": "policy",
    "badreputation": "policy",
    "failedstarttls": "policy",
    "notcompliantrfc": "content",
    "spamdetected": "content",
    "virusdetected": "content",
    "contenterror": "content",
    "expired": "server",
    "networkerror": "server",
    "systemerror": "server",
    "systemfull": "server",
    "mailererror": "server",
    "syntaxerror": "server",
    "onhold": "other",
    "undefined": "other",
    "feedback": "other",
    "delivered": "other",
    "vacation": "other",
}
AUTOMATIC = {"auto_reply", "bounce"}
Row = dict[str, Any]


def rows(folder: Path, name: str, parts: str) -> list[Row]:
    found = [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]
    return [row for row in found if part_of(row["id"]) in parts]


def part_of(name: str) -> str:
    return str(int(hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest(), 16) % 4)


def read(folder: Path, row: Row) -> Letter:
    return read_mail((folder / row["file"]).read_bytes())


def sisimai(folder: Path, parts: str, show: bool) -> list[bool]:
    cases = [(row, read(folder, row)) for row in rows(folder, "bounces-sisimai.jsonl", parts)]
    vacations = [(r, m) for r, m in cases if r["expected"] and r["expected"][0]["reason"] == "vacation"]
    bounces = [(r, m) for r, m in cases if r["expected"] and r["expected"][0]["reason"] != "vacation"]
    found = [(row, mail.bounce) for row, mail in bounces if mail.bounce is not None]
    if show:
        for row, mail in bounces:
            if mail.bounce is None:
                print(f"  not recognised: {row['id']}  {mail.kind}  {mail.sender}  {mail.subject!r}")
    right = sum(is_hard(row, bounce, show) for row, bounce in found)
    return [
        told("sisimai, recognised", len(found) / len(bounces), 0.985),
        told("sisimai, hard or soft", right / len(bounces), 0.90),
        told("sisimai, groups macro-F1", macro_f1(found, len(bounces), show), 0.75),
        told("sisimai, vacations told", share(mail.kind == "auto_reply" for _, mail in vacations), 0.95),
        told("sisimai, automatic mails told", share(mail.kind in AUTOMATIC for _, mail in bounces), 0.95),
        told(
            "sisimai, false alarms",
            alarms([(r, m) for r, m in cases if not r["expected"]], show),
            0,
            most=True,
        ),
    ]


def is_hard(row: Row, bounce: Bounce, show: bool) -> bool:
    """Right when it says of the mail what the set says of its first, or of any recipient."""
    good = bounce.permanent in {one["hardbounce"] for one in row["expected"]}
    if show and not good:
        print(f"  hard: {row['id']} is {bounce.permanent} {bounce.group} want {row['expected'][0]}")
    return good


def macro_f1(found: list[tuple[Row, Bounce]], asked: int, show: bool) -> float:
    pairs = Counter((GROUP_OF[row["expected"][0]["reason"]], bounce.group) for row, bounce in found)
    for row, bounce in found if show else ():
        want = row["expected"][0]
        if GROUP_OF[want["reason"]] != bounce.group:
            print(f"  group: {row['id']} is {bounce.group} want {want['reason']} {bounce.reason!r}")
    groups = sorted({want for want, _ in pairs})
    scores = []
    for group in groups:
        right = pairs[group, group]
        claimed = sum(n for (_, got), n in pairs.items() if got == group)
        wanted = sum(n for (want, _), n in pairs.items() if want == group)
        scores.append(2 * right / (claimed + wanted))
        print(f"note  mail bounces, group {group}  F1 {scores[-1]:.3f} of {wanted}")
    return sum(scores) / len(scores) * (sum(pairs.values()) / asked)


def flufl(folder: Path, parts: str, show: bool) -> list[bool]:
    cases = [(row, read(folder, row)) for row in rows(folder, "bounces-flufl_bounce.jsonl", parts)]
    bounces = [(row, mail) for row, mail in cases if row["is_bounce"]]
    good = 0
    for row, mail in bounces:
        want = {address.lower() for address in (*row["permanent"], *row["temporary"])}
        got = {address.lower() for address in mail.bounce.recipients} if mail.bounce else set()
        good += got == want
        if show and got != want:
            print(f"  addresses: {row['id']} is {got} want {want} {mail.kind} {mail.subject!r}")
    return [
        told("flufl, recognised", share(mail.bounce is not None for _, mail in bounces), 0.985),
        told("flufl, address sets", good / len(bounces), 0.93),
        # The set calls "none" also a bounce in words that names nobody; it returns our mail, so it is one.
        told("flufl, false alarms", alarms([(r, m) for r, m in cases if is_none(r, m)], show), 0, most=True),
    ]


def is_none(row: Row, mail: Letter) -> bool:
    return not row["is_bounce"] and not (mail.bounce and mail.bounce.returned_id)


def people(folder: Path, parts: str, show: bool) -> bool:
    """No mail of the reading set is a bounce unless a mail system wrote it; each that is told so is named."""
    told_so = []
    for row in rows(folder, "mime.jsonl", parts):
        mail = read_mail((folder / "mime" / row["file"]).read_bytes())
        if mail.kind in AUTOMATIC:
            told_so.append((row["id"], mail))
    for name, mail in told_so:
        print(f"note  mail bounces, mime set  {name}: {mail.kind}, {mail.sender.address!r}, {mail.subject!r}")
    return alarms_of_people(told_so)


def alarms_of_people(told_so: list[tuple[str, Letter]]) -> bool:
    """Mails that none of the headers of a machine, and no report, speak for."""
    wrong = [
        name for name, mail in told_so if not mail.bounce and not mail.headers_seen.get("auto-submitted")
    ]
    return told("mime, false alarms", len(wrong), 0, most=True)


def alarms(cases: list[tuple[Row, Letter]], show: bool) -> int:
    wrong = [(row["id"], mail) for row, mail in cases if mail.kind == "bounce"]
    for name, mail in wrong if show else ():
        print(f"  false alarm: {name}  {mail.sender}  {mail.subject!r}")
    return len(wrong)


def share(values: Any) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 1.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=goals.SETS / "mail")
    parser.add_argument("--parts", default="0123", help="only these parts of the sets")
    parser.add_argument("--show", action="store_true", help="print what is wrong")
    given = parser.parse_args()
    if not (given.folder / "bounces-sisimai.jsonl").exists():
        print(f"MISS  mail bounces  no sets in {given.folder}")
        return 1
    results = [
        *sisimai(given.folder, given.parts, given.show),
        *flufl(given.folder, given.parts, given.show),
        people(given.folder, given.parts, given.show),
    ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())

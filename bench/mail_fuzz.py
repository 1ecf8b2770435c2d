"""Ten thousand broken mails: none may crash the reader, take two seconds or half a gigabyte.

Usage: python -m bench.mail_fuzz [--mails 10000] [--seed WORD] [--folder ../shared/data/mail/mime]
Each process reads its share under a limit of its memory; a mail that is held counts as read.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import sys
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bench import goals
from bench.mutations import mutated, seeds
from handrail.channels.email.reading.letters import Letter, Unreadable
from handrail.channels.email.reading.naming import name_of
from handrail.channels.email.reading.reader import read_mail
from handrail.core.text_safety import safe_html

ceiling = partial(goals.told, "mail fuzz", most=True, digits=2)

SECONDS, MEGABYTES = 2.0, 512
LONGEST_HTML = 500_000  # what the door makes safe; longer ones it shows as text


@dataclass
class Share:
    """What one process saw."""

    read: int = 0
    held: dict[str, int] = field(default_factory=dict)
    crashes: list[str] = field(default_factory=list)
    slowest: tuple[float, int] = (0.0, -1)
    heaviest: tuple[float, int] = (0.0, 1)  # the process at its largest, and after which mail (negative)


def read_share(first: int, last: int, seed: str, folder: Path) -> Share:
    """Read the mails of these numbers within 512 MB of address space."""
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 1024**2,) * 2)
    mails, share = seeds(folder), Share()
    for number in range(first, last):
        raw = mutated(number, seed, mails)
        begin = time.process_time()
        try:
            check(read_mail(raw))
            share.read += 1
        except Unreadable as held:
            share.held[held.reason] = share.held.get(held.reason, 0) + 1
        except Exception as error:
            share.crashes.append(f"mail {number}: {type(error).__name__}: {error}"[:300])
        share.slowest = max(share.slowest, (time.process_time() - begin, number))
        share.heaviest = max(
            share.heaviest, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, -number)
        )
    return share


def check(letter: Letter) -> None:
    """Raise unless the database would take all of it and a page could show it."""
    words = [letter.subject, letter.text, letter.html, letter.message_id, *letter.warnings]
    for file in letter.attachments:
        words += [name_of(file), file.content_type, file.content_id]
    if letter.invitation:
        words += [str(value) for value in letter.invitation.as_facts().values()]
    for one in (letter.sender, *letter.to, *letter.cc, *letter.reply_to):
        words += [one.name, one.address]
    together = "".join(words)
    together.encode()
    if "\0" in together:
        raise ValueError("a NUL is left")
    safe_html(letter.html[:LONGEST_HTML])


def main() -> int:
    """Print one line per figure; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("--seed", default="handrail")
    parser.add_argument("--folder", type=Path, default=goals.SETS / "mail/mime")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    told = parser.parse_args()
    if not told.folder.exists():
        print(f"note  mail fuzz  no public mails in {told.folder}: only own ones are broken")
    size = -(-told.mails // (told.processes * 4))
    shares = [(at, min(at + size, told.mails), told.seed, told.folder) for at in range(0, told.mails, size)]
    with multiprocessing.get_context("spawn").Pool(told.processes, maxtasksperchild=1) as pool:
        return 0 if report(pool.starmap(read_share, shares, chunksize=1)) else 1


def report(shares: list[Share]) -> bool:
    """One line per figure."""
    crashes = [one for share in shares for one in share.crashes]
    slowest = max(share.slowest for share in shares)
    heaviest = max(share.heaviest for share in shares)
    held = sum(sum(share.held.values()) for share in shares)
    for one in crashes[:20]:
        print(f"      {one}")
    total = held + len(crashes) + sum(share.read for share in shares)
    print(f"note  mail fuzz, mails  {total}")
    print(f"note  mail fuzz, held with a reason  {held}")
    return all(
        [
            ceiling("crashes", len(crashes), 0, about="of all"),
            ceiling("slowest mail, s", slowest[0], SECONDS, about=f"mail {slowest[1]}"),
            ceiling("most memory, MB", heaviest[0], MEGABYTES, about=f"a process, mail {-heaviest[1]}"),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())

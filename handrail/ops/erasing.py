"""What this room erases: addresses in the log of the embedded database, the only log we keep as a file."""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from pathlib import Path

from handrail.core.environment import read_environment
from handrail.core.erasing import Person, join

_LOGS = ("*.log", "*.log.old")


def _logs() -> list[Path]:
    folder = read_environment().home / "postgres"
    return [path for pattern in _LOGS for path in sorted(folder.glob(pattern)) if path.stat().st_size]


@join("ops", order=85, count=lambda _person: {})
def erase_logs(person: Person) -> Iterator[int]:
    """Overwrite the addresses in place, at the same length: PostgreSQL goes on appending to the file."""
    needles = [re.escape(address.encode()) for address in person.addresses if address]
    if not needles:
        return
    wanted = re.compile(b"|".join(needles), re.IGNORECASE)
    for path in _logs():
        with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as text:
            places = [found.span() for found in wanted.finditer(text)]
            for begin, end in places:
                text[begin:end] = b"*" * (end - begin)
        yield len(places)

"""What git knows of a folder's files: every version, who wrote it and when."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import IO

from handrail.helpcenter.exchange.renames import Change, renamed

MOST_VERSIONS = 1000  # of one file: the newest, and its first
LARGEST = 2_000_000  # bytes of one version that is read
# The folder may be somebody else's, whose settings run programs: nothing is fetched, no signature verified.
_GIT = ["git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "safe.directory=*"]
for _name in ("protocol", "protocol.ext", "protocol.file", "protocol.ssh"):
    _GIT += ["-c", f"{_name}.allow=never"]
_ENVIRONMENT = {**os.environ, "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
_LOG = [
    "log",
    "--no-show-signature",
    "--date-order",
    "--reverse",
    "--no-merges",
    "--no-textconv",
    "--no-ext-diff",
    "--relative",
]
_LOG += ["--raw", "--no-abbrev", "-B", "-M", "-z", "--format=%x01%H%x02%an%x02%aI%x02%s"]


@dataclass(frozen=True)
class Version:
    """A file as a commit left it; `order` grows with time over all files."""

    order: int
    commit: str
    blob: str
    author: str
    at: datetime
    said: str


class NoHistory(Exception):
    """There is none, or it cannot be read; says why."""


@dataclass
class History:
    """What became of the files of a folder; paths are those that they have now.

    `versions` are oldest first, also those under the names that a file had before. `names` says since which
    commit (its place in `commits`, which are oldest first) a file had which name.
    """

    versions: dict[str, list[Version]] = field(default_factory=dict)
    names: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    commits: list[str] = field(default_factory=list)

    @cached_property
    def orders(self) -> dict[str, int]:
        """Commit → its place."""
        return {commit: order for order, commit in enumerate(self.commits)}

    def last(self, path: str) -> str:
        """The last commit that changed a file's words or its name; empty where there is none."""
        told = [one.order for one in self.versions.get(path, [])[-1:]]
        told += [order for order, _name in self.names.get(path, [])[-1:]]
        return self.commits[max(told)] if told else ""

    def take(self, facts: Sequence[str], changes: Sequence[Change], gone: set[str]) -> None:
        """One more commit. What was renamed takes its past along; `gone` are paths of deleted files."""
        order = len(self.commits)
        self.commits.append(facts[0])
        self._rename(order, [one for one in changes if one.kind == "R"], gone)
        for one in changes:
            if one.kind == "D":
                gone.add(one.old)
                continue
            gone.discard(one.new)
            self.names.setdefault(one.new, [(order, one.new)])
            past = self.versions.setdefault(one.new, [])
            if not (one.kind == "R" and past and past[-1].blob == one.after):
                past.append(Version(order, facts[0], one.after, facts[1], _when(facts[2]), facts[3]))

    def _rename(self, order: int, changes: Sequence[Change], gone: set[str]) -> None:
        """All renames of a commit at once: names may be swapped. A second branch may say the same again."""
        past = {one.old: (self.versions.pop(one.old, []), self.names.pop(one.old, [])) for one in changes}
        for one in changes:
            if one.new in gone:
                self.versions.pop(one.new, None)
                self.names.pop(one.new, None)
            versions, names = past[one.old]
            self.versions[one.new] = versions + self.versions.get(one.new, [])
            self.names[one.new] = [*names, (order, one.new)] if names else self.names.get(one.new, [])
            if not self.names[one.new]:
                del self.names[one.new]


def read_history(root: Path) -> History:
    """Every commit below a folder, oldest first. Raises NoHistory.

    Only commits that changed a file's words are versions: merges and mere renames are none.
    """
    found, gone = History(), set[str]()
    for facts, changes in _commits(root):
        found.take(facts, renamed(changes), gone)
    for versions in found.versions.values():
        del versions[1:-MOST_VERSIONS]
    return found


def _commits(root: Path) -> Iterator[tuple[list[str], list[Change]]]:
    """Each commit's facts, and what happened to each file."""
    for commit in _run(root, [*_LOG, "--", "."]).split("\x01")[1:]:
        head, _nul, rest = commit.partition("\0")
        yield head.split("\x02"), list(_changes(rest.lstrip("\n").split("\0")))


def _changes(fields: list[str]) -> Iterator[Change]:
    """Lines of `--raw -z`: `:mode mode blob blob kind`, path, and for renames a second path."""
    at = 0
    while at + 1 < len(fields):
        facts = fields[at].lstrip("\n").split(" ")
        if len(facts) < 5:
            at += 1
            continue
        kind, is_pair = facts[4][:1], facts[4][:1] in {"R", "C"}
        old, new = fields[at + 1], fields[at + 2] if is_pair else fields[at + 1]
        yield Change(kind, facts[2], facts[3], old, new, is_rewritten=kind == "M" and len(facts[4]) > 1)
        at += 3 if is_pair else 2


def _when(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _run(root: Path, arguments: list[str]) -> str:
    try:
        done = subprocess.run(
            [*_GIT, "-C", str(root), *arguments], capture_output=True, check=False, env=_ENVIRONMENT
        )
    except FileNotFoundError:
        raise NoHistory("git is not installed") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise NoHistory(said[-1] if said else "git gave no reason")
    return done.stdout.decode(errors="replace")


class Blobs:
    """Contents of blobs, read one after the other from one process."""

    def __init__(self, program: subprocess.Popen[bytes]) -> None:
        self._program = program

    def text(self, blob: str) -> str | None:
        """The words of a blob; None where it is missing or too large."""
        asked, given = _pipes(self._program)
        asked.write(blob.encode() + b"\n")
        asked.flush()
        facts = given.readline().split()
        if len(facts) < 3:
            return None
        data = given.read(int(facts[2]) + 1)[:-1]
        return data.decode(errors="replace") if facts[1] == b"blob" and len(data) <= LARGEST else None


@contextmanager
def open_blobs(root: Path) -> Iterator[Blobs]:
    """Ask git for contents; its process ends with the block."""
    command = [*_GIT, "-C", str(root), "cat-file", "--batch"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_ENVIRONMENT
    ) as program:
        yield Blobs(program)
        _pipes(program)[0].close()


def _pipes(program: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if program.stdin is None or program.stdout is None:
        raise NoHistory("git answers nothing")
    return program.stdin, program.stdout

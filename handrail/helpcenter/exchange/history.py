"""What git knows of a folder's files: every version, who wrote it and when."""

from __future__ import annotations

import os
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

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
_LOG += ["--raw", "--no-abbrev", "-M", "-z", "--format=%x01%H%x02%an%x02%aI%x02%s"]


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


def read_history(root: Path) -> dict[str, list[Version]]:
    """Path → its versions, oldest first, also those under the names that it had before.

    Only commits that changed a file's words count: merges and mere renames are none. Raises NoHistory.
    """
    found: dict[str, list[Version]] = defaultdict(list)
    for order, commit in enumerate(_commits(root)):
        facts, changes = commit
        for kind, blob, old, new in changes:
            if kind == "R":
                found[new] = found.pop(old, []) + found.get(new, [])
            if kind != "D" and not (kind == "R" and found[new] and found[new][-1].blob == blob):
                found[new].append(Version(order, facts[0], blob, facts[1], _when(facts[2]), facts[3]))
    return {
        path: [versions[0], *versions[1:][-MOST_VERSIONS:]] for path, versions in found.items() if versions
    }


def _commits(root: Path) -> Iterator[tuple[list[str], list[tuple[str, str, str, str]]]]:
    """Each commit's facts, and of each file: what happened, the blob, its old and its new path."""
    for commit in _run(root, [*_LOG, "--", "."]).split("\x01")[1:]:
        head, _nul, rest = commit.partition("\0")
        yield head.split("\x02"), list(_changes(rest.lstrip("\n").split("\0")))


def _changes(fields: list[str]) -> Iterator[tuple[str, str, str, str]]:
    """Lines of `--raw -z`: `:mode mode blob blob kind`, path, and for renames a second path."""
    at = 0
    while at + 1 < len(fields):
        facts = fields[at].lstrip("\n").split(" ")
        if len(facts) < 5:
            at += 1
            continue
        kind, is_pair = facts[4][:1], facts[4][:1] in {"R", "C"}
        old, new = fields[at + 1], fields[at + 2] if is_pair else fields[at + 1]
        yield kind, facts[3], old, new
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

"""What git knows of a folder's files: every version, who wrote it and when."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from handrail.helpcenter.exchange.past import History, Version
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


class NoHistory(Exception):
    """There is none, or it cannot be read; says why."""


def read_history(root: Path) -> History:
    """Every commit below a folder, oldest first. Raises NoHistory.

    Only commits that changed a file's words are versions: merges and mere renames are none.
    """
    found = History()
    for (commit, author, at, said), changes in _commits(root):
        what = Version(len(found.commits), commit, "", author, datetime.fromisoformat(at), said)
        found.take(what, renamed(changes))
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

"""`handrail backup`: everything as it is at one moment, while Handrail goes on working."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from handrail.core.environment import Environment
from handrail.ops.backup import programs, snapshot
from handrail.ops.backup.keyring import Keys, fingerprint
from handrail.ops.backup.manifest import Manifest
from handrail.ops.backup.progress import Progress, megabytes
from handrail.ops.backup.running import running
from handrail.ops.backup.writing import DUMP, KEYS, MANIFEST, Writer, new_backup
from handrail.ops.errors import RefusedError
from handrail.ops.postgres import EXTENSIONS

# Whose things they are, and what only a superuser may say, stays behind: any role can restore it.
WITHOUT = (
    "owner",
    "privileges",
    "comments",
    "publications",
    "subscriptions",
    "security-labels",
    "tablespaces",
)
_CHUNK = 1 << 20  # bytes
_QUICKLY = "gzip:1"  # files and mails hardly shrink further, and pages want the processor too
_LONGEST_WAIT = "60s"  # for a migration that holds a table


@dataclass(frozen=True)
class Made:
    """A backup that is on the disk."""

    manifest: Manifest
    size: int  # bytes
    seconds: float


def make_backup(env: Environment, path: Path, keys: Keys, *, with_keys: bool, progress: Progress) -> Made:
    """Write everything to `path`; `keys` are put into it only if asked for.

    Raises `RefusedError`; then there is no file.
    """
    begun = time.monotonic()
    to = programs.reach(env)
    with to.connected() as connection:
        if connection.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
            raise RefusedError("There is nothing to back up: the database has no tables yet.")
        program = programs.choose("pg_dump", env, connection)
        with new_backup(path) as writer, snapshot.held(connection) as moment:
            manifest = _manifest(moment, keys, connection.info.server_version, program, with_keys)
            writer.add(MANIFEST, [manifest.as_json()])
            _dump(writer, program, to, moment, progress)
            if with_keys:
                writer.add(KEYS, [keys.as_json()])
    return Made(manifest, path.stat().st_size, time.monotonic() - begun)


def _manifest(moment: snapshot.Snapshot, keys: Keys, server: int, program: Path, with_keys: bool) -> Manifest:
    return Manifest(
        id=uuid.uuid4().hex,
        handrail=version("handrail"),
        at=moment.at,
        postgresql=f"{server // 10_000}.{server % 10_000}",
        pg_dump=programs.main_version(program),
        migrations=moment.migrations,
        rows=moment.rows,
        secret_key=fingerprint(keys.secret),
        vault_keys=tuple(map(fingerprint, keys.vault)),
        keys_inside=with_keys,
    )


def _dump(
    writer: Writer, program: Path, to: programs.Reach, moment: snapshot.Snapshot, progress: Progress
) -> None:
    words: list[str | Path] = [program, "--format=custom", f"--snapshot={moment.name}"]
    words += [f"--compress={_QUICKLY}", *(f"--no-{thing}" for thing in WITHOUT)]
    words += [f"--extension={name}" for name in EXTENSIONS]
    words += [f"--lock-wait-timeout={_LONGEST_WAIT}"]
    way = _Way(moment.sizes, progress)
    with running(words, to, way.reach) as run:

        def chunks() -> Iterator[bytes]:
            assert run.process.stdout is not None  # noqa: S101 - it was opened with a pipe
            while chunk := run.process.stdout.read(_CHUNK):
                way.written(len(chunk), run.at)
                yield chunk

        writer.add(DUMP, chunks())
        run.check()


@dataclass
class _Way:
    """How far the dump is: done tables count what was expected of them, the one at work its bytes."""

    expected: dict[str, int]  # bytes in the dump, by table
    progress: Progress
    _done: int = 0
    _now: str = ""
    _since: int = 0  # bytes in the dump when this table began
    _bytes: int = 0  # in the dump

    def reach(self, table: str) -> None:
        """The dump begins with this table, so it has ended with the one before."""
        self._done += self.expected.get(self._now, 0)
        self._now, self._since = table, self._bytes

    def written(self, size: int, at: str) -> None:
        """So many bytes more have come out."""
        self._bytes += size
        here = min(self._bytes - self._since, 0.98 * self.expected.get(self._now, 0))
        share = (self._done + here) / max(sum(self.expected.values()), 1)
        self.progress.show("Backup", share, f"{megabytes(self._bytes)}  {at}")

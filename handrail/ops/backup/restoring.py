"""`handrail restore`: a backup into an empty place, whole or not at all."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import django
import psycopg
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from handrail.core.environment import Environment
from handrail.ops.backup import programs, snapshot
from handrail.ops.backup.manifest import Manifest
from handrail.ops.backup.place import Place
from handrail.ops.backup.progress import Progress, megabytes
from handrail.ops.backup.reading import Backup, opened
from handrail.ops.backup.ring import Ring
from handrail.ops.backup.running import Run, running
from handrail.ops.database import database
from handrail.ops.errors import RefusedError
from handrail.ops.home import Claim, check_home

if TYPE_CHECKING:
    from handrail.ops.backup.settling import Settled

_CHUNK = 1 << 20  # bytes
_READ = 0.9  # share of the work that is done when the dump has been read; indexes are the rest


@dataclass(frozen=True)
class Restored:
    """What is there now."""

    manifest: Manifest
    settled: Settled
    about_keys: list[str]
    migrated: int
    seconds: float


def restore_backup(env: Environment, path: Path, *, paused: bool, progress: Progress) -> Restored:
    """Bring everything back; with `paused` no mailbox fetches or sends afterwards.

    Raises `RefusedError`. Refused before the dump is read, nothing has changed; later, the place is empty, or
    knows that it is unfinished and takes the same backup again.
    """
    begun = time.monotonic()
    with opened(path, lambda done, of: progress.show("Check", done / of, megabytes(done))) as backup:
        ring = Ring(env, backup.manifest, backup.keys)
        ring.lend()
        django.setup()
        _refuse_unknown_migrations(backup.manifest)
        check_home(env)
        with _alone(env) as to, to.connected() as connection:
            place = Place(connection, paused=paused)
            if not place.take(backup.manifest.id):
                program = programs.choose("pg_restore", env, connection, at_least=backup.manifest.pg_dump)
                _fill(place, program, to, backup, progress)
            done = _finish(place, backup.manifest, ring, progress)
    return Restored(backup.manifest, *done, time.monotonic() - begun)


def _refuse_unknown_migrations(manifest: Manifest) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := [name for name in manifest.migrations if name not in known]:
        raise RefusedError(
            f"The backup was made by Handrail {manifest.handrail} and has migrations that this version does "
            f"not know ({unknown[0]}): restore it with that version or a newer one."
        )


@contextmanager
def _alone(env: Environment) -> Iterator[programs.Reach]:
    """The database answers, and no part of Handrail runs from this home."""
    with ExitStack() as stack:
        for part in ("database", "web", "worker"):
            stack.callback(Claim(env.home, part).release)
        stack.enter_context(database(env))
        stack.callback(connections.close_all)
        yield programs.reach(env)


def _fill(place: Place, program: Path, to: programs.Reach, backup: Backup, progress: Progress) -> None:
    place.mark(backup.manifest.id)
    words: list[str | Path] = [
        program,
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        "--no-comments",
    ]
    try:
        with running(words, to, lambda table: None, stdin=True) as run:
            _feed(run, backup, progress)
            while run.process.poll() is None:
                progress.show("Restore", _READ, run.at)
                time.sleep(0.05)
            run.check()
    except BaseException:
        with contextlib.suppress(psycopg.Error):
            place.unmark()
        raise


def _feed(run: Run, backup: Backup, progress: Progress) -> None:
    pipe, done = run.process.stdin, 0
    assert pipe is not None  # noqa: S101 - it was opened with a pipe
    with contextlib.suppress(BrokenPipeError):  # then the program has ended, and says why
        while chunk := backup.dump.read(_CHUNK):
            pipe.write(chunk)
            done += len(chunk)
            progress.show("Restore", _READ * done / backup.dump_size, f"{megabytes(done)}  {run.at}")
        pipe.close()


def _finish(
    place: Place, manifest: Manifest, ring: Ring, progress: Progress
) -> tuple[Settled, list[str], int]:
    from handrail.ops.backup.settling import settle
    from handrail.ops.migrating import apply_migrations

    progress.show("Restore", 0.97, "statistics")
    place.connection.execute("ANALYZE")
    progress.show("Restore", 0.98, "comparing")
    _compare(place, manifest)
    migrated = len(apply_migrations())
    about_keys = ring.put_in_place()
    return settle(manifest, paused=place.paused), about_keys, migrated


def _compare(place: Place, manifest: Manifest) -> None:
    """Raise `RefusedError` unless every table has as many rows as the backup says."""
    applied = place.connection.execute("SELECT app || '.' || name FROM django_migrations").fetchall()
    if {name for (name,) in applied} != set(manifest.migrations):
        return  # a repeated restore that had come to migrating: it was compared the first time
    tables = [(space, name) for space, _, name in (one.partition(".") for one in manifest.rows)]
    found = snapshot.count(place.connection, tables)
    wrong = [
        f"{name} has {found[name]} rows instead of {rows}"
        for name, rows in manifest.rows.items()
        if found[name] != rows
    ]
    if wrong:
        raise RefusedError(f"The restored database differs from the backup: {', '.join(wrong[:5])}.")

"""Writing a backup's file: as a stream, under another name until it is whole and on the disk."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import signal
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from handrail.ops.backup import sealing
from handrail.ops.errors import RefusedError

MANIFEST, DUMP, KEYS = "manifest.json", "database.dump", "keys.json"


class Writer:
    """The members of a backup, written one after the other."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def add(self, name: str, chunks: Iterable[bytes]) -> int:
        """Write one member; returns its size in bytes. Raises `RefusedError` when the disk takes no more."""
        size = 0
        member = zipfile.ZipInfo(name, time.gmtime()[:6])
        with self._archive.open(member, "w", force_zip64=True) as place:
            for chunk in chunks:
                size += place.write(chunk)
        return size


class _File(sealing.SealedFile):
    """Says in one sentence why it cannot be written, also to the zip file that is closed on it."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        super().__init__(file)
        self._path = path

    def write(self, data: bytes) -> int:
        """Write at the end. Raises `RefusedError` when the disk takes no more."""
        with _sentences(self._path):
            return super().write(data)

    def flush(self) -> None:
        """Hand everything to the operating system. Raises `RefusedError` as `write` does."""
        with _sentences(self._path):
            super().flush()


@contextmanager
def new_backup(path: Path) -> Iterator[Writer]:
    """A new file at `path`, there when the block has ended well, and not at all otherwise.

    Raises `RefusedError` when something is there already or the file cannot be written.
    """
    refuse_existing(path)
    part = path.with_name(path.name + ".part")
    file = None
    try:
        with _sentences(path), _undisturbed():
            file = _open(part)
        sealed = _File(file, path)
        with zipfile.ZipFile(cast(IO[bytes], sealed), "w") as archive:
            archive.comment = sealing.EMPTY
            yield Writer(archive)
        with _sentences(path):
            sealed.seal()
            _keep(file, part, path)
    except BaseException:
        if file is not None:
            part.unlink(missing_ok=True)
        raise
    finally:
        if file is not None:
            with contextlib.suppress(OSError):
                file.close()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Signals wait: between making the file and knowing it nobody would take it away."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def refuse_existing(path: Path) -> None:
    """Raise `RefusedError` when something is at `path`: a backup never replaces another."""
    if os.path.lexists(path):
        raise RefusedError(f"{path} exists already: name another file, or move this one away.")


def _open(part: Path) -> BinaryIO:
    """The unfinished file, ours alone; what a killed backup has left there is overwritten."""
    handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.fchmod(handle, 0o600)
        os.ftruncate(handle, 0)
    except OSError as error:
        os.close(handle)
        if isinstance(error, BlockingIOError):
            raise RefusedError(f"Another backup is being written to {part}: wait for it.") from None
        raise
    return os.fdopen(handle, "wb")


def _keep(file: BinaryIO, part: Path, path: Path) -> None:
    file.flush()
    os.fsync(file.fileno())
    refuse_existing(path)
    part.rename(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        mend = "make room or name another folder" if error.errno in _FULL else "name another one"
        raise RefusedError(f"{path} cannot be written ({error.strerror}): {mend}.") from None


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

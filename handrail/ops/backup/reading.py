"""Reading a backup's file: nothing in it is believed before the whole has been checked."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from handrail.ops.backup import sealing
from handrail.ops.backup.keyring import Keys, read_keys
from handrail.ops.backup.manifest import Manifest, read_manifest
from handrail.ops.backup.writing import DUMP, KEYS, MANIFEST
from handrail.ops.errors import RefusedError


@dataclass(frozen=True)
class Backup:
    """A backup that is whole, open for reading."""

    manifest: Manifest
    keys: Keys | None
    dump: IO[bytes]
    dump_size: int  # bytes


@contextmanager
def opened(path: Path, progress: Callable[[int, int], None]) -> Iterator[Backup]:
    """The backup at `path`, checked from the first byte to the last.

    Raises `RefusedError` when it is none, was cut off or damaged, or is of a format that we do not know.
    """
    try:
        with path.open("rb") as file:
            sealing.check_seal(file, progress)
            with zipfile.ZipFile(file) as archive:
                yield from _read(archive)
    except sealing.NoSealError:
        raise RefusedError(f"{path} is no backup of Handrail, or its end is missing.") from None
    except sealing.BrokenSealError:
        raise RefusedError(f"{path} is damaged: it is not as it was written. Use another copy.") from None
    except zipfile.BadZipFile:
        raise RefusedError(f"{path} is no backup of Handrail.") from None
    except OSError as error:
        if error.filename != str(path):
            raise
        raise RefusedError(f"{path} cannot be read ({error.strerror}).") from None


def _read(archive: zipfile.ZipFile) -> Iterator[Backup]:
    names = set(archive.namelist())
    if not {MANIFEST, DUMP} <= names:
        raise RefusedError("The file is no backup of Handrail: its parts are missing.")
    manifest = read_manifest(archive.read(MANIFEST))
    keys = read_keys(archive.read(KEYS)) if KEYS in names else None
    with archive.open(DUMP) as dump:
        yield Backup(manifest, keys, dump, archive.getinfo(DUMP).file_size)

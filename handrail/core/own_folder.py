"""Folders in the machine's folder for passing things, where others could have made one before us."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def make_own(folder: Path) -> None:
    """Make a folder that only we can open; it may be there. Raises OSError where it is not ours."""
    folder.mkdir(mode=0o700, exist_ok=True)
    refuse_strangers(folder)
    folder.chmod(0o700)


def refuse_strangers(folder: Path) -> None:
    """Whoever owns this folder reads what passes there, or puts in what we would believe. Raises OSError."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise PermissionError(f"The folder {folder} belongs to somebody else: remove it.")

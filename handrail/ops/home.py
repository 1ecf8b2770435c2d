"""HANDRAIL_HOME: the folder with everything this machine keeps, and who works in it."""

from __future__ import annotations

import fcntl
import os
import tempfile
from pathlib import Path

from handrail.core.database import is_embedded
from handrail.core.environment import Environment
from handrail.ops.errors import RefusedError


def check_home(env: Environment) -> None:
    """Make the folder if need be; raise `RefusedError` when we cannot write into it."""
    try:
        env.home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=env.home):
            pass
    except OSError as error:
        raise RefusedError(
            f"HANDRAIL_HOME: the folder {env.home} cannot be written ({error.strerror}); name another one, "
            "or give it to the user who starts Handrail."
        ) from None


def refuse_empty_home(env: Environment) -> None:
    """Raise `RefusedError` when no database was ever made in this folder: most likely it is the wrong one."""
    if is_embedded(env) and not (env.home / "postgres").is_dir():
        raise RefusedError(
            f"There is no Handrail in {env.home}: set HANDRAIL_HOME to its folder (a first `handrail up` "
            "makes one), or DATABASE_URL to its database."
        )


class Claim:
    """A part of Handrail that runs once only from this folder; the kernel frees it when we end."""

    def __init__(self, home: Path, part: str) -> None:
        """Claim `part`; raise `RefusedError` when another process has it."""
        folder = home / "running"
        folder.mkdir(exist_ok=True)
        self._file = os.open(folder / part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._file, 20).decode().strip() or "unknown"
            self.release()
            raise RefusedError(
                f"Handrail already runs from {home} ({part}, process {holder}): stop it first, "
                "or set HANDRAIL_HOME to another folder."
            ) from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, str(os.getpid()).encode(), 0)

    def release(self) -> None:
        """Let others have the part."""
        os.close(self._file)

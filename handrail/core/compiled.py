"""Templates as Python has compiled them, kept for the next process: compiling one takes 10 to 30 ms."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import tempfile
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache, FileSystemBytecodeCache

from handrail.core.own_folder import make_own

log = logging.getLogger(__name__)


def compiled(room: Path) -> BytecodeCache | None:
    """What was compiled by this version of Jinja2 and of `room`; None where there is no place of ours.

    Jinja2 itself looks at what a template says and at the version of Python. What it compiles depends on the
    settings of the environment as well, and on filters, which it calls for what is constant: both are in the
    folder `room`.
    """
    digest = hashlib.sha256(jinja2.__version__.encode())
    for module in sorted(room.glob("*.py")):
        digest.update(module.read_bytes())
    folder = Path(tempfile.gettempdir()) / f"handrail-pages-{digest.hexdigest()[:12]}-{os.getuid()}"
    try:
        make_own(folder)
    except OSError as error:
        log.warning("templates are compiled in each process", extra={"error": str(error)})
        return None
    return _Kept(str(folder))


class _Kept(FileSystemBytecodeCache):
    """A disk that is full, or a folder that was tidied away, costs time and no page."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is there, if it is whole."""
        with contextlib.suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, if that is possible."""
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)

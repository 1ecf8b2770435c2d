"""Where the process that knows meanings is asked: a socket that only we can open."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from handrail.core.environment import read_environment

DIMENSIONS = 512
MOST_TEXTS = 16  # asked for at once: a question that comes in between waits for no more than these
MOST_CHARACTERS = 2000  # of a text that are looked at
MOST_BYTES = 4 << 20  # of a question or an answer; phrases that are learned from take half of it


def socket_path() -> Path:
    """A socket's path is limited to 107 bytes, so it cannot lie inside a deep HANDRAIL_HOME."""
    digest = hashlib.sha256(str(read_environment().home).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"handrail-meaning-{digest}-{os.getuid()}" / "socket"

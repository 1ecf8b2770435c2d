"""How well mails are read, told apart and threaded: every mail bench, one after the other.

Usage: python -m bench.mail [FOLDER]     (default ../shared/data/mail); exit 1 when a goal is missed
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

BENCHES = ("mail_reading", "mail_replies", "mail_bounces", "mail_threading", "language", "mail_fuzz")
WITHOUT_FOLDER = {"language", "mail_fuzz"}


def main(arguments: Sequence[str]) -> int:
    """Each in a process of its own, so that one's memory and database are not the next one's."""
    missed = []
    for name in BENCHES:
        given = [] if name in WITHOUT_FOLDER else arguments
        missed += [name] * bool(subprocess.run([sys.executable, "-m", f"bench.{name}", *given]).returncode)
    print(f"missed: {', '.join(missed)}" if missed else "0 missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

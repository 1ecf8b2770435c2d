"""Bring a backup back, into an empty place: a new HANDRAIL_HOME, or an empty database of DATABASE_URL.

The file is checked from its first byte to its last before anything is written. Replies that had not left
when the backup was taken are marked "unknown, please check", for they may have left since. A copy beside a
running original must be restored with --paused: else both fetch the same mailboxes and write to the same
customers. Restore only files you trust: a dump may do whatever the database's role may.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from handrail.ops.commands import Needs

NEEDS = Needs.NOTHING


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """From where, and whether mail shall flow afterwards."""
    parser.add_argument("file", type=Path, metavar="FILE", help="what `handrail backup` has written")
    parser.add_argument(
        "--paused",
        action="store_true",
        help="no mailbox fetches or sends afterwards; needed for a copy beside a running original "
        "(`handrail mailbox resume` ends it)",
    )
    parser.add_argument("--quiet", action="store_true", help="say nothing unless something is wrong")


def run(args: argparse.Namespace) -> int:
    """Restore, and say what is there now."""
    from handrail.core.environment import read_environment
    from handrail.ops.backup.progress import Progress
    from handrail.ops.backup.restoring import restore_backup
    from handrail.ops.backup.stopping import undone_when_stopped
    from handrail.ops.backup.telling import restored

    env, path = read_environment(), args.file.expanduser().absolute()
    with undone_when_stopped(), Progress(quiet=args.quiet) as progress:
        done = restore_backup(env, path, paused=args.paused, progress=progress)
    if not args.quiet:
        print("\n".join(restored(done)))  # noqa: T201
    return 0

"""Write everything to one file, while Handrail runs: the database with all mails and files.

The keys (HANDRAIL_SECRET_KEY, HANDRAIL_VAULT_KEYS) are left out unless --with-keys is given: with them
whoever has the file can read the stored mailbox passwords too. An existing file is never replaced.
`handrail restore` brings it back.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from handrail.ops.commands import Needs

NEEDS = Needs.DATABASE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, and whether with the keys."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the file to write; must not exist")
    parser.add_argument("--with-keys", action="store_true", help="put the two keys into the file as well")
    parser.add_argument(
        "--quiet", action="store_true", help="say nothing unless something is wrong (for cron)"
    )


def run(args: argparse.Namespace) -> int:
    """Back up, and say what was written and where the keys are."""
    from django.conf import settings

    from handrail.core.audit import audit
    from handrail.core.environment import read_environment
    from handrail.ops.backup.dumping import make_backup
    from handrail.ops.backup.keyring import Keys
    from handrail.ops.backup.progress import Progress
    from handrail.ops.backup.stopping import undone_when_stopped
    from handrail.ops.backup.telling import about_keys, backed_up
    from handrail.ops.doctor.backup import MADE

    env, path = read_environment(), args.file.expanduser().absolute()
    keys = Keys(settings.SECRET_KEY, tuple(settings.VAULT_KEYS))
    with undone_when_stopped(), Progress(quiet=args.quiet) as progress:
        made = make_backup(env, path, keys, with_keys=args.with_keys, progress=progress)
        audit(None, MADE, id=made.manifest.id, size=made.size, with_keys=args.with_keys)
    if not args.quiet:
        print(backed_up(made, path))  # noqa: T201
        print(about_keys(env, with_keys=args.with_keys))  # noqa: T201
    return 0

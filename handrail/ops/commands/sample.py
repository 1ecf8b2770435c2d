"""Load the sample company, or with --size that many conversations more for measuring.

Loading twice adds nothing. Nothing is ever sent.
"""

from __future__ import annotations

import argparse
import sys

from handrail.ops.commands import Needs

NEEDS = Needs.TABLES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much."""
    parser.add_argument("--size", type=int, default=None, metavar="N", help="also N generated conversations")


def run(args: argparse.Namespace) -> int:
    """Load it, and say how to sign in if colleagues were made."""
    from handrail.ops.sample import load
    from handrail.ops.up.greeting import keep_password

    loaded = load(args.size, progress=_show)
    print(f"{loaded.conversations} conversations added.")  # noqa: T201
    if loaded.password:
        keep_password(loaded.password)
        print(f"Sign in as ada@lamp.example with the password {loaded.password}")  # noqa: T201
    return 0


def _show(done: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} conversations", end="", file=sys.stderr, flush=True)  # noqa: T201

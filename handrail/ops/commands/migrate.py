"""Bring the database's tables up to this version."""

import argparse

from handrail.ops.commands import Needs

NEEDS = Needs.ANY_DATABASE


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def run(_args: argparse.Namespace) -> int:
    """Apply every pending migration; two that run at once wait for each other."""
    from handrail.ops.migrating import migrate

    done = migrate()
    print(f"{len(done)} migrations applied." if done else "The database is up to date.")  # noqa: T201
    return 0

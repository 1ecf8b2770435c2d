"""Run Handrail: database, web, worker and mail in one supervised process."""

import argparse

from handrail.ops.commands import Needs

NEEDS = Needs.NOTHING
PARTS = ("database", "web", "worker", "mail")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which parts run here, and whether a first start shows the sample company."""
    parser.add_argument(
        "--only", nargs="+", choices=PARTS, metavar="PART", help=f"run only: {', '.join(PARTS)}"
    )
    parser.add_argument(
        "--sample", action="store_true", help="load the sample company if nobody works here yet"
    )


def run(args: argparse.Namespace) -> int:
    """Run until SIGTERM or Ctrl-C."""
    from handrail.core.environment import read_environment
    from handrail.ops.up import up

    return up(read_environment(), frozenset(args.only or PARTS), sample=args.sample)

"""Open a Python shell with Handrail loaded."""

import argparse

from handrail.ops.commands import Needs

NEEDS = Needs.ANY_DATABASE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take Python code instead of the keyboard, if wished."""
    parser.add_argument(
        "-c", "--command", dest="code", help="run this Python code instead of opening a shell"
    )


def run(args: argparse.Namespace) -> int:
    """Hand over to Django's shell."""
    from django.core.management import call_command

    call_command("shell", command=args.code, verbosity=0)
    return 0

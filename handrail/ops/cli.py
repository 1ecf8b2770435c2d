"""The program `handrail`: finds the command, gives it what it needs, turns refusals into one sentence."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from handrail.core.environment import ConfigurationError, read_environment
from handrail.ops.commands import Command, Needs, commands
from handrail.ops.errors import RefusedError

REFUSED = 2
INTERRUPTED = 130
ENOUGH = 141  # as for a program that SIGPIPE ends


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the program's exit code: 2 when it was refused with a sentence."""
    args = _parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.settings")
    try:
        return _run(args.command, args)
    except (ConfigurationError, RefusedError) as error:
        print(f"handrail: {error}", file=sys.stderr)  # noqa: T201
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has had enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ENOUGH


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="handrail", description="Self-hosted customer support.")
    choices = parser.add_subparsers(metavar="command", required=True)
    for name, command in commands().items():
        says = (command.__doc__ or "").strip()
        sub = choices.add_parser(name, help=says.splitlines()[0], description=says)
        command.add_arguments(sub)
        sub.set_defaults(command=command)
    return parser


def _run(command: Command, args: argparse.Namespace) -> int:
    env = read_environment()
    needs = getattr(args, "needs", command.NEEDS)  # some actions of a command need less than others
    if needs is Needs.NOTHING:
        return command.run(args)
    # Imported late: `version` and mistakes must answer at once.
    from handrail.ops.django_ready import prepared

    with prepared(env, tables=needs is Needs.TABLES, new=needs is Needs.ANY_DATABASE):
        return command.run(args)

"""Make an agent who can sign in.

The password is asked for, or read from the first line of standard input with --password-stdin.
"""

from __future__ import annotations

import argparse
import getpass
import sys

from handrail.ops.commands import Needs
from handrail.ops.errors import RefusedError

NEEDS = Needs.TABLES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Who it is and what they may see."""
    parser.add_argument("email", help="address to sign in with")
    parser.add_argument("--name", required=True, help="name that colleagues and customers see")
    parser.add_argument("--role", choices=["owner", "lead", "agent"], default="agent", help="default: agent")
    parser.add_argument(
        "--language", default="", help="language of the interface, such as fr; default: the browser's"
    )
    parser.add_argument("--time-zone", default="UTC", help="IANA zone such as Europe/Bucharest; default: UTC")
    parser.add_argument(
        "--mailbox", action="append", default=[], help="name of a mailbox to give access to; repeatable"
    )
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def run(args: argparse.Namespace) -> int:
    """Create the agent, or say in one sentence why not."""
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from handrail.accounts.verbs import create_agent, grant_access
    from handrail.ops.mailboxes import mailbox_named

    password = _password(args)
    try:
        with transaction.atomic():
            agent = create_agent(
                email=args.email,
                name=args.name,
                password=password,
                role=args.role,
                language=args.language,
                time_zone=args.time_zone,
            )
            for name in args.mailbox:
                grant_access(mailbox_named(name), to=agent)
    except ValidationError as problem:
        raise RefusedError(" ".join(problem.messages)) from None
    print(f"{agent.name} can sign in as {agent.email} ({agent.role}).")  # noqa: T201
    return 0


def _password(args: argparse.Namespace) -> str:
    if args.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    if not sys.stdin.isatty():
        raise RefusedError("There is no terminal to ask for the password: add --password-stdin.")
    password = getpass.getpass("Password: ")
    if password != getpass.getpass("Once more: "):
        raise RefusedError("The two passwords differ: try again.")
    return password

"""Add a mailbox, test it, judge its domain, list them, pause or resume them.

A paused mailbox neither fetches nor sends: so it is in a copy beside a running original.

Passwords are read from standard input with --password-stdin (one line; the same for both servers unless
a second line is given), or asked for.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

from handrail.ops.commands import Needs
from handrail.ops.errors import RefusedError

if TYPE_CHECKING:
    from handrail.channels.email.models import Connection

NEEDS = Needs.TABLES
SECURITY = ["ssl", "starttls", "none"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`mailbox add …`, `mailbox list`, `mailbox pause …` and `mailbox resume …`."""
    choices = parser.add_subparsers(dest="action", required=True, metavar="add|test|domain|list|pause|resume")
    test = choices.add_parser("test", help="sign in, write to the mailbox itself and wait for the mail")
    test.add_argument("mailbox", help="name or address")
    test.add_argument("--seconds", type=float, default=60.0, help="how long to wait; default: 60")
    domain = choices.add_parser(
        "domain", help="whether other servers believe mail from it: SPF, DKIM, DMARC, MX"
    )
    domain.add_argument("mailbox", help="name or address")
    domain.add_argument("--selector", action="append", default=[], help="of a DKIM key; may be given again")
    choices.add_parser("list", help="the mailboxes and how they are")
    for action, says in (("pause", "neither fetch nor send"), ("resume", "fetch and send again")):
        one = choices.add_parser(action, help=says)
        one.add_argument("mailbox", nargs="?", default="", help="name or address; default: all of them")
    add = choices.add_parser("add", help="add a mailbox, or connect one that exists")
    add.add_argument("address", help="its e-mail address")
    add.add_argument("--name", help="its name; default: the address")
    add.add_argument("--language", default="en", help="language of its customers; default: en")
    add.add_argument("--time-zone", default="UTC", help="IANA zone; default: UTC")
    for protocol, port, security in (("imap", 993, "ssl"), ("smtp", 587, "starttls")):
        add.add_argument(f"--{protocol}-host", default="", help=f"{protocol.upper()} server")
        add.add_argument(f"--{protocol}-port", type=int, default=port, help=f"default: {port}")
        add.add_argument(
            f"--{protocol}-security", choices=SECURITY, default=security, help=f"default: {security}"
        )
        add.add_argument(f"--{protocol}-user", default="", help="default: the address; - for none")
    add.add_argument("--imap-folder", default="INBOX", help="default: INBOX")
    add.add_argument("--fetch-existing", action="store_true", help="also fetch what lies there already")
    _add_ways(add)
    add.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def _add_ways(add: argparse.ArgumentParser) -> None:
    says = "fetched by IMAP, passed on by an e-mail service, or delivered by your mail server"
    add.add_argument("--incoming", choices=["imap", "esp", "drop"], default="imap", help=says)
    add.add_argument(
        "--outgoing", choices=["smtp", "esp"], default="smtp", help="by SMTP or an e-mail service"
    )
    add.add_argument(
        "--esp", default="", help="the e-mail service, such as postmark; see Settings, Mailboxes"
    )
    add.add_argument("--esp-region", default="", help="where the service has several: eu, us, eu-central-1 …")
    add.add_argument("--esp-domain", default="", help="the sender's domain there (Mailgun)")
    add.add_argument(
        "--esp-url", default="", help="its interface, on a server in HANDRAIL_OWN_SERVERS (Postal)"
    )


def run(args: argparse.Namespace) -> int:
    """Do what was asked."""
    actions = {"add": _add, "list": _list, "test": _test, "domain": _domain}
    return actions.get(args.action, _pause)(args)


def _domain(args: argparse.Namespace) -> int:
    from handrail.channels.email.connecting.dns_answers import DnsSilent
    from handrail.channels.email.connecting.domain_state import look
    from handrail.ops.mailboxes import mailbox_named

    try:
        found = look(mailbox_named(args.mailbox), args.selector)
    except DnsSilent:
        raise RefusedError("The domain name system did not answer. Try again later.") from None
    for finding in found:
        print(f"{finding.state:<8} {finding.name:<6} {finding.says}")  # noqa: T201
        if finding.advice:
            print(f"{'':<15} {finding.place}  {finding.advice}".rstrip())  # noqa: T201
    return 1 if any(finding.state in ("missing", "wrong") for finding in found) else 0


def _add(args: argparse.Namespace) -> int:
    from django.core.exceptions import ValidationError

    from handrail.accounts.models import Mailbox
    from handrail.accounts.verbs import create_mailbox
    from handrail.channels.email.connecting.trying import try_connection
    from handrail.channels.email.esp.addresses import hook_addresses
    from handrail.channels.email.verbs import connect_mailbox

    settings = _settings(args) | _esp_settings(args)
    try:
        mailbox = Mailbox.objects.filter(address__iexact=args.address).first() or create_mailbox(
            name=args.name or args.address,
            address=args.address,
            language=args.language,
            time_zone=args.time_zone,
        )
        connection = connect_mailbox(mailbox, **settings)
    except ValidationError as refused:
        raise RefusedError(" ".join(refused.messages)) from None
    problems = try_connection(connection)
    print(f"Mailbox “{mailbox.name}” <{mailbox.address}> is kept.")  # noqa: T201
    for one in hook_addresses(connection):
        print(f"{one.name}: {one.url}\n  {one.says}")  # noqa: T201
    for problem in problems:
        print(f"But {problem}", file=sys.stderr)  # noqa: T201
    return 1 if problems else 0


def _settings(args: argparse.Namespace) -> dict[str, Any]:
    users = {name: getattr(args, f"{name}_user") or args.address for name in ("imap", "smtp")}
    users = {name: "" if user == "-" else user for name, user in users.items()}
    asks = any(users[name] and getattr(args, f"{name}_host") for name in users)
    secrets = _secrets(args) if asks else ["", ""]
    settings: dict[str, Any] = {"imap_folder": args.imap_folder, "fetch_existing": args.fetch_existing}
    for name, secret in zip(("imap", "smtp"), secrets, strict=True):
        for part in ("host", "port", "security"):
            settings[f"{name}_{part}"] = getattr(args, f"{name}_{part}")
        settings |= {f"{name}_user": users[name], f"{name}_secret": secret if users[name] else ""}
    return settings


def _esp_settings(args: argparse.Namespace) -> dict[str, Any]:
    """The ways, and the service's secrets: lines of standard input, or asked for one by one."""
    from handrail.channels.email.esp.services import services

    ways = {"incoming": args.incoming, "outgoing": args.outgoing, "esp": args.esp}
    if not args.esp:
        if "esp" in (args.incoming, args.outgoing):
            raise RefusedError(f"Say which service with --esp: {', '.join(services())}.")
        return ways
    service = services().get(args.esp)
    if service is None:
        raise RefusedError(f"“{args.esp}” is none of: {', '.join(services())}.")
    if args.incoming == "esp" and not service.gives_mail:
        raise RefusedError(f"{service.name} does not bring mail to Handrail.")
    names = {**service.secrets, **service.hook_secrets}
    places = {"esp_region": args.esp_region, "esp_domain": args.esp_domain, "esp_url": args.esp_url}
    return ways | places | {"esp_secrets": _told_secrets(args, names)}


def _told_secrets(args: argparse.Namespace, names: dict[str, str]) -> dict[str, str]:
    if args.password_stdin:
        skipped = 2 if args.imap_host or args.smtp_host else 0  # the passwords of IMAP and SMTP come first
        return dict(zip(names, _lines()[skipped:], strict=False))
    if not sys.stdin.isatty():
        raise RefusedError("There is no terminal to ask for the secrets: add --password-stdin.")
    return {name: getpass.getpass(f"{label} (empty for none): ") for name, label in names.items()}


@cache
def _lines() -> list[str]:
    return sys.stdin.read().splitlines()


def _secrets(args: argparse.Namespace) -> list[str]:
    if args.password_stdin:
        lines = _lines() or [""]
        return [lines[0], lines[1] if len(lines) > 1 else lines[0]]
    if not sys.stdin.isatty():
        raise RefusedError("There is no terminal to ask for the password: add --password-stdin.")
    return [getpass.getpass("Password of the mailbox: ")] * 2


def _test(args: argparse.Namespace) -> int:
    from handrail.channels.email.connecting.roundtrip import test_mailbox
    from handrail.channels.email.models import Connection
    from handrail.ops.mailboxes import mailbox_named

    mailbox = mailbox_named(args.mailbox)
    connection = Connection.objects.filter(mailbox=mailbox).select_related("mailbox", "service").first()
    if connection is None:
        raise RefusedError(f"“{mailbox.name}” is not connected yet.")
    trial = test_mailbox(connection, lambda told: None, args.seconds)
    for step in trial.steps:
        print(f"{step['state']:>7}  {step['name']}" + (f"\n         {step['says']}" if step["says"] else ""))  # noqa: T201
    return 0 if trial.worked else 1


def _list(_args: argparse.Namespace) -> int:
    from handrail.accounts.models import Mailbox

    for mailbox in Mailbox.objects.select_related("connection"):
        print(f"{mailbox.name}\t{mailbox.address}\t{_state(getattr(mailbox, 'connection', None))}")  # noqa: T201
    return 0


def _state(connection: Connection | None) -> str:
    if connection is None:
        return "not connected"
    if not connection.is_active:
        return "paused"
    return connection.in_error or connection.out_error or "fine"


def _pause(args: argparse.Namespace) -> int:
    from handrail.channels.email.models import Connection
    from handrail.channels.email.verbs import pause_mailbox, resume_mailbox
    from handrail.ops.mailboxes import mailbox_named

    rows = Connection.objects.select_related("mailbox").order_by("mailbox__name")
    if args.mailbox:
        rows = rows.filter(mailbox=mailbox_named(args.mailbox))
    for connection in rows:
        (pause_mailbox if args.action == "pause" else resume_mailbox)(connection)
        print(f"{connection.mailbox.name}: {'paused' if args.action == 'pause' else 'resumed'}")  # noqa: T201
    return 0

"""Import mails from files, take that back, explain them, fetch new ones, or process held ones again.

`mail import` never sends, keeps the mails' dates, and marks everything with its batch. What the mailbox or an
agent has sent becomes our answers, whether it comes before or after what it answers. With --json it prints
one line per message: {"path","message_id","status","conversation","kind","reason"}, where status is accepted,
duplicate, held or failed. `mail explain` changes nothing and asks no database: docs/mail-explain.schema.json
says what is in its JSON lines.
"""

from __future__ import annotations

import argparse
import json
import sys
import uuid
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from handrail.ops.commands import Needs
from handrail.ops.errors import RefusedError

NEEDS = Needs.TABLES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`mail import PATH…`, `mail undo BATCH`, `mail explain PATH…`, and what needs no more words."""
    choices = parser.add_subparsers(
        dest="action", required=True, metavar="import|undo|explain|fetch|again|reread"
    )
    importing = choices.add_parser("import", help="import .eml files, mboxes, Maildirs and folders of them")
    importing.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file or a folder")
    importing.add_argument(
        "--mailbox", default="", help="name or address of the mailbox; needed if there are several"
    )
    importing.add_argument("--json", action="store_true", help="one JSON line per message on standard output")
    undoing = choices.add_parser("undo", help="take back an import")
    undoing.add_argument("batch", type=uuid.UUID, metavar="BATCH", help="as `mail import` told it")
    explaining = choices.add_parser("explain", help="say what would become of mails in files and folders")
    explaining.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file or a folder")
    explaining.add_argument("--json", action="store_true", help="one JSON line per mail on standard output")
    explaining.set_defaults(needs=Needs.NOTHING)
    fetching = choices.add_parser("fetch", help="fetch new mail of all mailboxes now")
    fetching.add_argument("--mailbox", default="", help="only this one")
    choices.add_parser("again", help="process held and failed mails again")
    choices.add_parser("reread", help="fold what old HTML mails quote; changes nothing of what they say")


def run(args: argparse.Namespace) -> int:
    """Do what was asked; 1 when a mail failed or a mailbox could not be reached."""
    actions: dict[str, Callable[[argparse.Namespace], int]] = {
        "import": _import,
        "undo": _undo,
        "explain": _explain,
        "fetch": _fetch,
        "again": _again,
        "reread": _reread,
    }
    return actions[args.action](args)


def _import(args: argparse.Namespace) -> int:
    from handrail.channels.email.files import oldest_first
    from handrail.channels.email.importing import import_mails
    from handrail.core.room import NoRoom
    from handrail.ops.mailboxes import mailbox_named, only_mailbox

    _refuse_missing(args.paths)
    mailbox = mailbox_named(args.mailbox) if args.mailbox else only_mailbox()
    files, batch = oldest_first(args.paths), uuid.uuid4()
    counts: Counter[str] = Counter()
    try:
        for done, result in enumerate(import_mails(files, mailbox, batch), start=1):
            counts[result.status] += 1
            if args.json:
                print(json.dumps(result.as_json(), ensure_ascii=True), flush=True)  # noqa: T201
            _show_progress(done, len(files))
    except NoRoom as problem:
        raise RefusedError(
            f"Stopped after {counts.total()} of {len(files)} mails. {problem} Then import the same again: "
            "what is there already is not taken twice."
        ) from None
    told = ", ".join(f"{count} {status}" for status, count in sorted(counts.items())) or "no mail found"
    print(f"Imported into “{mailbox.name}”: {told}. Batch {batch}.", file=sys.stderr)  # noqa: T201
    return 1 if counts["failed"] else 0


def _refuse_missing(paths: list[Path]) -> None:
    if missing := [str(path) for path in paths if not path.exists()]:
        raise RefusedError(f"There is nothing at {', '.join(missing)}.")


def _undo(args: argparse.Namespace) -> int:
    from handrail.channels.email.importing import undo_import
    from handrail.channels.email.models import IncomingMail
    from handrail.core.audit import audit

    if not IncomingMail.objects.filter(import_batch=args.batch).exists():
        raise RefusedError(f"No import has the batch {args.batch}.")
    kept, removed = [], 0
    for conversation, gone in undo_import(args.batch):
        removed += gone
        kept += [] if gone else [conversation.number]
    audit(None, "import undone", batch=str(args.batch), removed=removed, kept=len(kept))
    print(f"Taken back: {removed} conversations.", file=sys.stderr)  # noqa: T201
    if kept:
        numbers = ", ".join(f"#{number}" for number in kept)
        print(f"Kept, because people have worked in them since: {numbers}.", file=sys.stderr)  # noqa: T201
    return 1 if kept else 0


def _explain(args: argparse.Namespace) -> int:
    from handrail.channels.email.explaining import Keys, explain
    from handrail.channels.email.files import mail_files
    from handrail.core.environment import read_environment
    from handrail.core.keys import known_secret_key
    from handrail.ops.explained import in_words

    _refuse_missing(args.paths)
    keys = Keys(secret=known_secret_key(read_environment()))
    unread = 0
    for mail in mail_files(args.paths):
        try:
            told = explain(mail.name, mail.read(), keys)
        except OSError as error:
            unread += 1
            print(f"{mail.name}: {error.strerror}", file=sys.stderr)  # noqa: T201
            continue
        print(json.dumps(told) if args.json else in_words(told), flush=True)  # noqa: T201
    return 1 if unread else 0


def _show_progress(done: int, of: int, width: int = 30) -> None:
    if sys.stderr.isatty():
        filled = width * done // of
        end = "\n" if done == of else ""
        print(f"\r[{'█' * filled}{' ' * (width - filled)}] {done}/{of}", end=end, file=sys.stderr, flush=True)  # noqa: T201


def _fetch(args: argparse.Namespace) -> int:
    from handrail.channels.email.connecting.imap import MailboxProblem
    from handrail.channels.email.fetching import fetch_once
    from handrail.channels.email.models import Connection
    from handrail.core.room import NoRoom
    from handrail.ops.mailboxes import mailbox_named

    rows = Connection.objects.fetched().select_related("mailbox")
    if args.mailbox:
        rows = rows.filter(mailbox=mailbox_named(args.mailbox))
    failed = 0
    for row in rows:
        try:
            print(f"{row.mailbox.name}: {fetch_once(row)} new")  # noqa: T201
        except (MailboxProblem, NoRoom) as problem:
            failed += 1
            print(f"{row.mailbox.name}: {problem}", file=sys.stderr)  # noqa: T201
    return 1 if failed else 0


def _again(args: argparse.Namespace) -> int:
    from handrail.channels.email.intake import process
    from handrail.channels.email.models import IncomingMail, MailState

    waiting = IncomingMail.objects.filter(state__in=[MailState.NEW, MailState.HELD, MailState.FAILED])
    counts = Counter(process(pk).state for pk in waiting.order_by("pk").values_list("pk", flat=True))
    print(", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "Nothing is held.")  # noqa: T201
    return 1 if counts[MailState.FAILED] else 0


def _reread(_args: argparse.Namespace) -> int:
    from handrail.channels.email.rereading import reread, unfolded

    after, seen, folded = 0, 0, 0
    while mails := unfolded(after):
        folded += sum(reread(pk) for pk in mails)
        seen, after = seen + len(mails), mails[-1]
    print(f"{folded} of {seen} mails are folded now; the others stay as they are.")  # noqa: T201
    return 0

"""How well mails find their conversations, in any order of arrival: one line per figure, exit 1 on a miss.

Usage: python -m bench.mail_threading [FOLDER] [--threads N] [--seed N]     (default ../shared/data/mail)

Pairs of mails are counted. Precision: of those that were put together, the share that belongs together;
recall: of those that belong together, the share that was put together.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import django

from bench.report import Report
from bench.threads import ALIAS, Written, threads


def main() -> int:
    """Run all of it against a database of its own."""
    parser = argparse.ArgumentParser(prog="python -m bench.mail_threading", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("../shared/data/mail"))
    parser.add_argument("--threads", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    told, report = parser.parse_args(), Report()
    with database():
        generated(told.threads, told.seed, report)
        public(told.folder / "mime", told.seed, report)
    return 1 if report.missed else 0


@contextmanager
def database() -> Iterator[None]:
    """A throw-away PostgreSQL with our tables, and Django set up for it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "handrail.settings"
    os.environ["HANDRAIL_HOME"] = home = tempfile.mkdtemp(prefix="handrail-bench-")
    os.environ.pop("DATABASE_URL", None)
    from handrail.core.database import socket_folder
    from handrail.core.environment import read_environment
    from handrail.ops.postgres import Postgres

    env = read_environment()
    server = Postgres(env.home, socket_folder(env), durable=False)
    server.start()
    try:
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        yield
    finally:
        from django.db import connections

        connections.close_all()
        server.stop(patience=5)
        shutil.rmtree(home, ignore_errors=True)


def generated(count: int, seed: int, report: Report) -> None:
    """Generated threads: as they were written, backwards, and shuffled; then with headers cut off."""
    for order in ("as written", "backwards", "shuffled", "shuffled again", "shuffled once more"):
        mails = arranged(threads(count, f"{order.replace(' ', '-')}-{seed}", seed), order, seed)
        _judge(report, f"{count} threads, {order}", mails, (1.0, 1.0))
    for share in (0.2, 0.6, 1.0):
        dice = random.Random(seed)
        mails = arranged(threads(count, f"cut-{share}-{seed}", seed), "shuffled", seed)
        cut = [mail.without_headers() if dice.random() < share else mail for mail in mails]
        _judge(report, f"{count} threads, {share:.0%} without headers", cut, (0.99, 0.0))


def arranged(mails: list[Written], order: str, seed: int) -> list[Written]:
    """The mails in this order of arrival."""
    if order == "backwards":
        return mails[::-1]
    mails = list(mails)
    if order != "as written":
        random.Random(f"{order} {seed}").shuffle(mails)
    return mails


def _judge(report: Report, name: str, mails: Sequence[Written], floors: tuple[float, float]) -> None:
    got = arrive(name, [mail.raw() for mail in mails])
    precision, recall = compare(got, [mail.thread for mail in mails])
    reached = precision >= floors[0] and recall >= floors[1]
    report.judge(name, f"P {precision:.4f}  R {recall:.4f}", f"P ≥ {floors[0]:g}, R ≥ {floors[1]:g}", reached)


def arrive(name: str, raws: Sequence[bytes]) -> list[int | None]:
    """Let the mails arrive one by one in a mailbox of their own; the conversation of each at the end.

    None for a duplicate, and for what is held.
    """
    from handrail.accounts.models import Mailbox
    from handrail.channels.email.intake import Origin, keep, process
    from handrail.channels.email.models import IncomingMail

    Mailbox.objects.update(aliases=[])
    number = Mailbox.objects.count()
    mailbox = Mailbox.objects.create(name=name, address=f"support{number or ''}@lamp.example")
    mailbox.aliases = [ALIAS, "support@lamp.example"]
    mailbox.save()
    kept = [keep(mailbox, raw, Origin("imap")).pk for raw in raws]
    for pk in kept:
        process(pk)
    accepted = IncomingMail.objects.filter(pk__in=kept, state="accepted")
    where = dict(accepted.values_list("pk", "conversation"))
    return [where.get(pk) for pk in kept]


def compare(got: Sequence[Hashable], wanted: Sequence[Hashable]) -> tuple[float, float]:
    """Precision and recall over pairs."""
    both = _pairs(Counter(zip(got, wanted, strict=True)))
    together, belonging = _pairs(Counter(got)), _pairs(Counter(wanted))
    return (both / together if together else 1.0), (both / belonging if belonging else 1.0)


def _pairs(counted: Counter[object]) -> int:
    return sum(count * (count - 1) // 2 for count in counted.values())


def public(folder: Path, seed: int, report: Report) -> None:
    """The public mails in several orders, against what their headers say."""
    paths = sorted(folder.glob("*.eml"))
    if not paths:
        report.note("public mails", "missing", str(folder))
        return
    for order in ("sorted", "backwards", "shuffled", "shuffled again"):
        these = paths[::-1] if order == "backwards" else list(paths)
        if order.startswith("shuffled"):
            random.Random(f"{order} {seed}").shuffle(these)
        raws = [path.read_bytes() for path in these]
        got = arrive(f"public mails, {order}", raws)
        there = [at for at, one in enumerate(got) if one is not None]
        wanted = by_headers([raws[at] for at in there])
        precision, recall = compare([got[at] for at in there], wanted)
        value = f"P {precision:.4f}  R {recall:.4f}"
        report.judge(f"public mails, {order}", value, "P = R = 1", precision == recall == 1.0)


def by_headers(raws: Sequence[bytes]) -> list[Hashable]:
    """Which mails belong together.

    One names the other's Message-ID, and its writer wrote it or is named there; or both are by one writer
    and name the same mail.
    """
    from handrail.channels.email.reading.reader import read_mail

    letters = [read_mail(raw) for raw in raws]
    group = list(range(len(raws)))
    for at, one in enumerate(letters):
        for to, other in enumerate(letters):
            if at != to and _answers(one, other):
                old, new = sorted((group[at], group[to]), reverse=True)
                group = [new if each == old else each for each in group]
    return list(group)


def _answers(one, other) -> bool:  # type: ignore[no-untyped-def]  # letters: Django is set up later
    names = {*one.in_reply_to, *one.references}
    same = one.sender.address.lower() == other.sender.address.lower()
    if same and names & {*other.in_reply_to, *other.references}:
        return True
    if not other.message_id or other.message_id not in names:
        return False
    named = {person.address.lower() for person in (other.sender, *other.to, *other.cc)}
    return one.sender.address.lower() in named


if __name__ == "__main__":
    sys.exit(main())

"""Mail through the whole door: from a server or from files to an accepted entry, each one durable."""

from __future__ import annotations

import tempfile
import time
import uuid
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from bench.report import Report
from handrail.accounts.models import Mailbox
from handrail.channels.email.importing import find_mails, import_mails
from handrail.channels.email.models import IncomingMail, MailState
from handrail.channels.email.verbs import connect_mailbox
from handrail.conversations.models import Message
from handrail.ops.sample import flood
from handrail.ops.sample.story import Person
from tests.servers import running_imap

MAILS, GOAL = 300, 80.0
_OPEN = [MailState.NEW]


def measure(report: Report) -> None:
    """Import a folder; then fetch the same number by IMAP with the worker of the running Handrail."""
    first, second = Mailbox.objects.filter(name__startswith="Lamp desk").order_by("pk")[:2]
    _tell(report, "mail, imported from files", _imported(first))
    _tell(report, "mail, fetched by IMAP and read", _fetched(second))


def _tell(report: Report, name: str, rate: float) -> None:
    report.later(name, f"{rate:.0f} messages/s", f"≥ {GOAL:.0f}", reached=rate >= GOAL)


def _imported(mailbox: Mailbox) -> float:
    with tempfile.TemporaryDirectory() as folder:
        for number, raw in enumerate(_mails(mailbox, "import")):
            (Path(folder) / f"{number:04}.eml").write_bytes(raw)
        files = find_mails([Path(folder)])
        begin = time.perf_counter()
        accepted = sum(one.status == "accepted" for one in import_mails(files, mailbox, uuid.uuid4()))
        taken = time.perf_counter() - begin
    assert accepted == MAILS, f"{accepted} of {MAILS} mails were accepted"
    return MAILS / taken


def _fetched(mailbox: Mailbox) -> float:
    """From the first mail that is kept to the last one that is read, as the running worker does it."""
    mails = IncomingMail.objects.filter(mailbox=mailbox, source="imap")
    with running_imap() as server:
        server.append(*_mails(mailbox, "imap"))
        connection = connect_mailbox(
            mailbox,
            imap_host=server.host,
            imap_port=server.port,
            imap_security=server.security,
            imap_user=server.user,
            imap_secret=server.password,
            fetch_existing=True,
        )
        _wait_until(mails.exists)
        begin = time.perf_counter()
        _wait_until(lambda: mails.exclude(state__in=_OPEN).count() == MAILS)
        taken = time.perf_counter() - begin
        connection.delete()
    accepted = mails.filter(state=MailState.ACCEPTED).count()
    assert accepted == MAILS, f"{accepted} of {MAILS} mails were accepted"
    return MAILS / taken


def _wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    until = time.perf_counter() + seconds
    while not true():
        if time.perf_counter() > until:
            raise RuntimeError(f"the mails were not read in {seconds} s")
        time.sleep(0.02)


def _mails(mailbox: Mailbox, way: str) -> list[bytes]:
    """Text and HTML of some 600 characters; three of ten answer an earlier message of the same customer."""
    texts = Message.objects.filter(direction="in").order_by("-pk").values_list("text", flat=True)[:MAILS]
    people = flood.customers()
    return [_mail(mailbox, way, number, text, people[number % 150]) for number, text in enumerate(texts)]


def _mail(mailbox: Mailbox, way: str, number: int, text: str, person: Person) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"{person.name} <{person.address}>"
    mail["To"] = mailbox.address
    mail["Subject"] = f"Bench {way} {number}"
    mail["Date"] = "Sun, 22 Nov 2026 09:00:00 +0000"
    mail["Message-ID"] = f"<{way}-{number}@bench.example>"
    if number % 10 < 3 and number >= 150:  # the same person wrote 150 mails before
        mail["In-Reply-To"] = mail["References"] = f"<{way}-{number - 150}@bench.example>"
    mail.set_content(text)
    mail.add_alternative("".join(f"<p>{part}</p>" for part in text.split("\n\n")), subtype="html")
    return mail.as_bytes()

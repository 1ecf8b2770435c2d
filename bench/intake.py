"""Mail through the whole door: from a server or from files to an accepted entry, each one durable."""

from __future__ import annotations

import gc
import re
import tempfile
import time
import uuid
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from bench.beside import Beside
from bench.report import Report
from bench.timing import p50
from handrail.accounts.models import Mailbox
from handrail.channels.email.files import oldest_first
from handrail.channels.email.importing import import_mails
from handrail.channels.email.models import Connection, IncomingMail, MailState
from handrail.channels.email.verbs import connect_mailbox
from handrail.conversations.models import Message
from handrail.ops.sample import flood
from handrail.ops.sample.story import Person
from tests.servers import running_imap

MAILS, GOAL, SHARE = 300, 80.0, 0.9
_ROUNDS = 5


def measure(beside: Beside, report: Report) -> None:
    """Here and in the small installation, in turns; the rates are medians of the rounds."""
    report.look_at_the_floor()
    gc.freeze()  # this process has loaded 100,000 conversations: what it holds of them is not the product's
    pairs = [(rates(f"large-{number}"), beside.mail()) for number in range(_ROUNDS)]
    for way in pairs[0][0]:
        rate = p50([here[way] for here, _ in pairs])
        report.at_least(f"mail, {way}", rate, GOAL, "messages/s")
        # Whatever disturbs a round makes it slower: the best of each say what size alone costs.
        share = max(here[way] for here, _ in pairs) / max(there[way] for _, there in pairs)
        report.judge(f"mail, {way}, beside the small one", f"× {share:.2f}", f"≥ × {SHARE}", share >= SHARE)


def measure_again(report: Report, about: str) -> None:
    """Here alone."""
    report.look_at_the_floor()
    for way, rate in rates(about).items():
        report.at_least(f"mail, {way}{about}", rate, GOAL, "messages/s")


def rates(tag: str) -> dict[str, float]:
    """Mails per second: a folder imported; the same number fetched by IMAP by the running worker."""
    first, second = Mailbox.objects.filter(name__startswith="Lamp desk").order_by("pk")[:2]
    return {
        "imported from files": _imported(first, f"import-{_plain(tag)}"),
        "fetched by IMAP and read": _fetched(second, f"imap-{_plain(tag)}"),
    }


def _plain(tag: str) -> str:
    """Without what may not stand in a Message-ID: a comma ends it, and all mails would bear the same."""
    return re.sub(r"\W+", "-", tag).strip("-")


def _imported(mailbox: Mailbox, tag: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        for number, raw in enumerate(_mails(mailbox, tag)):
            (Path(folder) / f"{number:04}.eml").write_bytes(raw)
        files = oldest_first([Path(folder)])
        begin = time.perf_counter()
        accepted = sum(one.status == "accepted" for one in import_mails(files, mailbox, uuid.uuid4()))
        taken = time.perf_counter() - begin
    assert accepted == MAILS, f"{accepted} of {MAILS} mails were accepted"
    return MAILS / taken


def _fetched(mailbox: Mailbox, tag: str) -> float:
    """From the first mail that is kept to the last one that is read, as the running worker does it."""
    last = IncomingMail.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    mails = IncomingMail.objects.filter(mailbox=mailbox, source="imap", pk__gt=last)
    with running_imap() as server:
        server.append(*_mails(mailbox, tag))
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
        _wait_until(lambda: mails.exclude(state=MailState.NEW).count() == MAILS)
        taken = time.perf_counter() - begin
        connection.delete()  # no mailbox may keep asking a server that is gone
        Connection.objects.create(mailbox=mailbox, smtp_host="localhost")  # as the scene has it
    accepted = mails.filter(state=MailState.ACCEPTED).count()
    assert accepted == MAILS, f"{accepted} of {MAILS} mails were accepted"
    return MAILS / taken


def _wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    until = time.perf_counter() + seconds
    while not true():
        if time.perf_counter() > until:
            raise RuntimeError(f"the mails were not read in {seconds} s")
        time.sleep(0.02)


def _mails(mailbox: Mailbox, tag: str) -> list[bytes]:
    """Text and HTML of some 600 characters; three of ten answer an earlier message of the same customer."""
    texts = Message.objects.filter(direction="in").order_by("pk").values_list("text", flat=True)[:MAILS]
    people = flood.customers()
    return [_mail(mailbox, tag, number, text, people[number % 150]) for number, text in enumerate(texts)]


def _mail(mailbox: Mailbox, tag: str, number: int, text: str, person: Person) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"{person.name} <{person.address}>"
    mail["To"] = mailbox.address
    mail["Subject"] = f"Bench {tag} {number}"
    mail["Date"] = "Sun, 22 Nov 2026 09:00:00 +0000"
    mail["Message-ID"] = f"<{tag}-{number}@bench.example>"
    if number % 10 < 3 and number >= 150:  # the same person wrote 150 mails before
        mail["In-Reply-To"] = mail["References"] = f"<{tag}-{number - 150}@bench.example>"
    mail.set_content(text)
    mail.add_alternative("".join(f"<p>{part}</p>" for part in text.split("\n\n")), subtype="html")
    return mail.as_bytes()

"""Mail arrives and people answer while processes die: nothing is lost, nothing comes twice.

Everything is real: three nodes with one PostgreSQL, an IMAP and an SMTP server, an agent at the pages.
"""

from __future__ import annotations

import logging
import os
import random
import threading
import time
from collections import Counter
from email.message import MIMEPart
from pathlib import Path

import pytest

from handrail.ops.tests.program import until
from tests.faults.desk import Desk
from tests.faults.house import EVERYBODY, House
from tests.servers import ImapServer, SmtpServer, imap_server, smtp_server

__all__ = ["imap_server", "smtp_server"]
pytestmark = pytest.mark.faults

MAILS, ANSWERS, CUSTOMERS = 2000, 30, 400
KILLED = ("worker", "database", "web", "mail", "worker", "restart", "web", "mail", "database", "web", "mail")
PAUSE = (1.5, 4.0)  # seconds between two kills
SETTLED = 150.0  # seconds: a killed worker's jobs are found after 15 to 25, and what failed waits 4, 16, 64


def test_kills_lose_nothing_and_double_nothing(
    tmp_path: Path, imap_server: ImapServer, smtp_server: SmtpServer
) -> None:
    seed = int(os.environ.get("FAULTS_SEED") or random.randrange(10**6))
    print(f"\nFAULTS_SEED={seed}")
    smtp_server.delay = 0.3  # seconds: long enough for a kill to fall into a sending
    with House(tmp_path / "home", imap_server, smtp_server) as house:
        desk = Desk(house.ports)
        _while_mail_arrives(house, imap_server, desk, random.Random(seed))
        settled = house.wait_until_quiet(MAILS, SETTLED)
        _tell(house, desk, smtp_server, settled)
        _every_mail_is_there_once(house)
        _every_answer_went_out_once_or_is_shown(house, desk, smtp_server)
        _all_was_started_again(house)
        _another_leads_soon(house, random.Random(seed))


def _while_mail_arrives(house: House, server: ImapServer, desk: Desk, chance: random.Random) -> None:
    """Three at once: the post, the agent, and who kills."""
    order = chance.sample(KILLED, len(KILLED))
    pauses = [chance.uniform(*PAUSE) for _ in order]
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # the SMTP server tells every line it hears
    others = [
        threading.Thread(target=_bring, args=(server, sum(pauses)), name="the post"),
        threading.Thread(target=desk.answer, args=(ANSWERS,), name="the agent"),
    ]
    for thread in others:
        thread.start()
    for pause, part in zip(pauses, order, strict=True):
        time.sleep(pause)
        house.kill(part, chance)
    for thread in others:
        thread.join(timeout=160)
        assert not thread.is_alive(), f"{thread.name} came to no end"


def _bring(server: ImapServer, seconds: float) -> None:
    """Spread over the time, ten by ten: also some server's mails come in bursts."""
    for first in range(0, MAILS, 10):
        server.append(*(mail(number) for number in range(first, first + 10)))
        time.sleep(seconds / MAILS * 10)


def mail(number: int) -> bytes:
    """One question; every fifth customer writes again and answers their own first mail."""
    again = number >= CUSTOMERS and number % 5 == 0
    first = f"In-Reply-To: <question-{number - CUSTOMERS}@nordlicht.example>\r\n" if again else ""
    who = number % CUSTOMERS
    return (
        f"From: Customer {who} <customer-{who}@nordlicht.example>\r\n"
        "To: support@lamp.example\r\n"
        f"Subject: Question {number}\r\n"
        f"Message-ID: <question-{number}@nordlicht.example>\r\n{first}"
        "Date: Sun, 22 Nov 2026 09:00:00 +0000\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n"
        f"The page stays white, this is question {number}.\r\n"
    ).encode()


def _every_mail_is_there_once(house: House) -> None:
    came = Counter(
        message_id
        for (message_id,) in house.ask("SELECT message_id FROM conversations_message WHERE direction = 'in'")
    )
    assert came == Counter({f"question-{number}@nordlicht.example": 1 for number in range(MAILS)})
    entries = house.ask("SELECT count(*) FROM conversations_entry WHERE kind = 'received'")
    assert entries == [(MAILS,)]


def _every_answer_went_out_once_or_is_shown(house: House, desk: Desk, server: SmtpServer) -> None:
    kept = dict(house.ask("SELECT trim(text), send_state FROM conversations_message WHERE direction = 'out'"))
    written = house.ask("SELECT count(*) FROM conversations_message WHERE direction = 'out'")
    assert written == [(len(desk.answered),)]
    assert sorted(kept) == sorted(desk.answered)
    sent = Counter(message.get_content().split("\n")[0].strip() for message in _texts(server))
    for text, state in kept.items():
        assert state in ("sent", "unknown"), f"{text}: {state}"
        assert sent[text] == 1 if state == "sent" else sent[text] <= 1, (
            f"{text}: {state}, went out {sent[text]} times"
        )
    assert set(sent) <= set(desk.answered)


def _texts(server: SmtpServer) -> list[MIMEPart]:
    return [body for mail in server.messages if (body := mail.get_body(("plain",)))]


def _all_was_started_again(house: House) -> None:
    assert all(house.nodes[node].answers() for node in ("1", "2"))
    assert len(house.killed) == len(KILLED)
    until(lambda: house.parts_alive() == EVERYBODY, 40)
    until(lambda: house.mail_leader() is not None, 15)


def _another_leads_soon(house: House, chance: random.Random) -> None:
    house.kill("mail", chance)
    dead = house.killed[-1]
    taken = until(lambda: house.mail_leader() not in (None, dead), 15)
    print(f"{dead} led, {house.mail_leader()} leads after {taken:.1f} s")


def _tell(house: House, desk: Desk, server: SmtpServer, settled: float) -> None:
    states = Counter(
        state
        for (state,) in house.ask("SELECT send_state FROM conversations_message WHERE direction = 'out'")
    )
    mails = Counter(state for (state,) in house.ask("SELECT state FROM email_incomingmail"))
    print(f"killed: {', '.join(house.killed)}; quiet {settled:.0f} s after the last answer")
    print(f"mails: {dict(mails)}; answers: {dict(states)}, {len(server.raw)} went out")
    print(f"the agent had to try again {desk.tried_again} times")

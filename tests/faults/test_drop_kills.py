"""A worker is killed while a mail server delivers: what heard 250 is there, and read once."""

from __future__ import annotations

import os
import signal
import smtplib
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from handrail.ops.tests.program import Up, ask, free_port, run, until
from tests.made import give_static, give_tables

pytestmark = pytest.mark.faults
ADDRESS = "drop@lamp.example"
MAILS, KILLS = 120, 4


@pytest.fixture
def drop(tmp_path: Path) -> Iterator[tuple[Path, int, Up]]:
    """A running Handrail with a mailbox that is delivered to, which sends through its own drop."""
    port, home = free_port(), tmp_path / "home"
    where = f"smtp:127.0.0.1:{port}"
    give_tables(home)
    give_static(home)
    up = Up(home, HANDRAIL_MAIL_DROP=where)
    try:
        up.wait_until_ready()
        until(lambda: _takes(port))
        smtp = ["--smtp-host=127.0.0.1", f"--smtp-port={port}", "--smtp-security=none", "--smtp-user=-"]
        added = run(home, "mailbox", "add", ADDRESS, "--incoming=drop", *smtp)
        assert added.returncode == 0, added.stderr
        yield home, port, up
    finally:
        up.stop()


def _takes(port: int) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
            return client.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def _deliver(port: int, number: int) -> bool:
    text = f"From: dora@nordlicht.example\r\nTo: {ADDRESS}\r\nSubject: Lamp {number}\r\n"
    mail = f"{text}Message-ID: <lamp-{number}@nordlicht.example>\r\n\r\nIt does not shine.\r\n"
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
            client.sendmail("dora@nordlicht.example", [ADDRESS], mail.encode())
    except (OSError, smtplib.SMTPException):
        return False
    return True


def _listener(up: Up, port: int) -> psutil.Process:
    family = psutil.Process(up.process.pid).children(recursive=True)
    return next(
        one for one in family if any(at.laddr and at.laddr[1] == port for at in one.net_connections("inet"))
    )


def test_what_heard_250_is_there(drop: tuple[Path, int, Up]) -> None:
    home, port, up = drop
    tested = run(home, "mailbox", "test", ADDRESS, "--seconds=20")
    assert tested.returncode == 0, tested.stdout + tested.stderr
    tries = 0
    for number in range(MAILS):
        if number % (MAILS // KILLS) == MAILS // KILLS // 2:
            os.kill(_listener(up, port).pid, signal.SIGKILL)
        while not _deliver(port, number):  # as a mail server does: until it hears 250
            tries += 1
            assert tries < 600
            time.sleep(0.1)
    assert tries > 0
    until(lambda: len(ask(home, "SELECT 1 FROM email_incomingmail WHERE state = 'new'")) == 0, 60)
    accepted = ask(home, "SELECT message_id FROM email_incomingmail WHERE state = 'accepted'")
    assert sorted({str(one) for (one,) in accepted}) == sorted(
        f"lamp-{n}@nordlicht.example" for n in range(MAILS)
    )
    assert len(accepted) == MAILS
    state = run(home, "doctor")
    assert "listening: " in state.stdout

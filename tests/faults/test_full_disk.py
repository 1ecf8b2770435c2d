"""The disk of the database fills up and gets room again: nothing accepted is lost, nobody has to restart it.

Everything is real: a small disk of its own (tmpfs), `handrail up` on it, an IMAP and an SMTP server.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bench.browser import TAKEN, Answer, Browser
from handrail.core.room import LEAST_FREE
from handrail.ops.tests.program import run, until
from tests.faults.desk import EMAIL, PASSWORD
from tests.faults.house import House
from tests.faults.test_kills import mail
from tests.servers import ImapServer, SmtpServer, imap_server, smtp_server

__all__ = ["imap_server", "smtp_server"]
pytestmark = pytest.mark.faults
DISK = "640m"
_LARGEST_PIECE, _PAGE = 32 * 1024 * 1024, 4096  # bytes
LONG = "A long answer, so that the log of the database grows. " * 2000  # 100 kB


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk as HANDRAIL_HOME; where none can be mounted the test is skipped, and says so loudly."""
    folder = tmp_path / "home"
    folder.mkdir()
    options = f"size={DISK},mode=0755"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, text=True
    )
    if done.returncode:
        says = f"FULL DISK NOT TESTED: a tmpfs cannot be mounted here ({done.stderr.strip()})"
        warnings.warn(says, stacklevel=1)
        pytest.skip(says)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


class Balloon:
    """A file that takes the room."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "balloon"

    def leave(self, free: int) -> None:
        """Grow until so many bytes are free, also while others write.

        Of what it asks for, a file gets all or nothing.
        """
        self.burst()
        grown, piece = 0, _LARGEST_PIECE
        with self._file.open("wb") as file:
            while piece >= _PAGE:
                missing = shutil.disk_usage(self._folder).free - free
                if missing < piece:
                    piece //= 2
                    continue
                try:
                    os.posix_fallocate(file.fileno(), grown, piece)
                    grown += piece
                except OSError:  # somebody was quicker
                    piece //= 2

    def burst(self) -> None:
        """Give the room back."""
        self._file.unlink(missing_ok=True)


def test_a_full_disk_loses_nothing_and_goes_on_by_itself(
    disk: Path, imap_server: ImapServer, smtp_server: SmtpServer
) -> None:
    balloon = Balloon(disk)
    with House(disk, imap_server, smtp_server) as house:
        supervisor = house.up.process.pid
        imap_server.append(*[mail(number) for number in range(5)])
        house.wait_until_quiet(5, 60)

        balloon.leave(LEAST_FREE - 32 * 1024 * 1024)
        imap_server.append(*[mail(number) for number in range(5, 8)])
        until(lambda: "nearly full" in _in_error(house), seconds=30)
        assert house.ask("SELECT count(*) FROM email_incomingmail") == [(5,)]
        _doctor_and_import_say_so(disk)

        accepted, refused = _answer_until_nothing_fits(house, balloon)
        print(f"\n{len(accepted)} answers accepted, {len(refused)} refused: {sorted(set(refused))}")
        assert refused, "the disk never became full"
        assert {status for status, _ in refused} <= {503, 507}
        assert all("disk" in title for _, title in refused), refused

        balloon.burst()
        took = until(lambda: _is_back(house, mails=8), seconds=90)
        print(f"all was there again {took:.0f} s after there was room")
        assert house.up.process.pid == supervisor
        kept = [
            text for (text,) in house.ask("SELECT text FROM conversations_message WHERE direction = 'out'")
        ]
        assert sorted(text.split(":")[0] for text in kept) == sorted(accepted)
        until(lambda: house.ask(_UNSENT) == [(0,)], seconds=60)
        assert len(smtp_server.raw) == len(accepted)


def test_a_database_that_cannot_write_its_log_comes_back_when_there_is_room(
    disk: Path, imap_server: ImapServer, smtp_server: SmtpServer
) -> None:
    balloon = Balloon(disk)
    with House(disk, imap_server, smtp_server) as house:
        supervisor = house.up.process.pid
        imap_server.append(*[mail(number) for number in range(5)])
        house.wait_until_quiet(5, 60)
        browser = Browser(house.up.port)
        browser.sign_in(EMAIL, PASSWORD)
        _answer(browser, "before")
        balloon.leave(8 * 1024 * 1024)
        _fill_the_log(house)

        until(lambda: "disk is full" in _title(_answer(browser, "meanwhile")), seconds=30)
        imap_server.append(*[mail(number) for number in range(5, 8)])
        until(lambda: "does not start: the disk is full" in house.up.log.read_text(), seconds=30)
        assert not house.up.answers()

        balloon.burst()
        took = until(lambda: _is_back(house, mails=8), seconds=90)
        print(f"\nthe database was there again {took:.0f} s after there was room")
        assert house.up.process.pid == supervisor
        _answer(browser, "after")
        kept = house.ask("SELECT split_part(text, ':', 1) FROM conversations_message WHERE direction = 'out'")
        assert sorted(kept) == [("after",), ("before",)]
        until(lambda: house.ask(_UNSENT) == [(0,)], seconds=60)
        assert len(smtp_server.raw) == 2


def _fill_the_log(house: House) -> None:
    """Write to the database's log only, until it cannot."""
    with contextlib.suppress(psycopg.OperationalError):
        for _ in range(50):
            house.ask("SELECT pg_logical_emit_message(true, 'full', repeat('x', 4000000))")
        raise AssertionError("the log of the database never became full")


_UNSENT = "SELECT count(*) FROM conversations_message WHERE direction = 'out' AND send_state <> 'sent'"


def _in_error(house: House) -> str:
    return str(house.ask("SELECT in_error FROM email_connection")[0][0])


def _doctor_and_import_say_so(home: Path) -> None:
    doctor = run(home, "doctor")
    assert doctor.returncode == 1
    assert "no mail is fetched until there is room" in doctor.stdout
    letter = home.parent / "letter.eml"
    letter.write_bytes(mail(99))
    done = run(home, "mail", "import", str(letter))
    assert done.returncode == 2
    assert "Stopped after 0 of 1 mails" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def _answer_until_nothing_fits(house: House, balloon: Balloon) -> tuple[list[str], list[tuple[int, str]]]:
    """Names of the answers that were accepted; status and title of what was said to the others."""
    browser = Browser(house.up.port)
    browser.sign_in(EMAIL, PASSWORD)
    accepted: list[str] = []
    refused: list[tuple[int, str]] = []
    balloon.leave(0)
    deadline = time.monotonic() + 60
    while len(refused) < 5 and time.monotonic() < deadline:
        name = f"answer {len(accepted) + len(refused)}"
        answer = _answer(browser, name)
        if answer.status in TAKEN:
            accepted.append(name)
            continue
        refused.append((answer.status, _title(answer)))
        time.sleep(1)
    return accepted, refused


def _answer(browser: Browser, name: str) -> Answer:
    fields = {"kind": "reply", "text": f"{name}: {LONG}", "after": "stay"}
    return browser.post("/conversations/1/reply/?view=all", partial=True, good=(*TAKEN, 503, 507), **fields)


def _title(answer: Answer) -> str:
    found = re.search("<h1>(.*?)</h1>", answer.text)
    return found.group(1) if found else answer.text


def _is_back(house: House, mails: int) -> bool:
    with contextlib.suppress(psycopg.OperationalError):
        return house.up.answers() and house.ask("SELECT count(*) FROM email_incomingmail") == [(mails,)]
    return False

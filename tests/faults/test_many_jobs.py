"""Ten thousand jobs are due: pages stay quick, the admin sees it, and each job is done once."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from bench.browser import Browser
from handrail.ops.tests.program import run, until
from tests.faults.desk import EMAIL, PASSWORD
from tests.faults.house import House
from tests.faults.test_kills import mail
from tests.servers import ImapServer, SmtpServer, imap_server, smtp_server

__all__ = ["imap_server", "smtp_server"]
pytestmark = pytest.mark.faults
JOBS = 10_000
_NOTE_EACH_START = """
    CREATE TABLE begun (id bigint);
    CREATE FUNCTION note_start() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO begun VALUES (NEW.id); RETURN NEW; END $$;
    CREATE TRIGGER note_start AFTER UPDATE OF status ON procrastinate_jobs FOR EACH ROW
        WHEN (NEW.status = 'doing' AND NEW.task_name LIKE '%tasks.hear') EXECUTE FUNCTION note_start()
"""
_PILE = """
    INSERT INTO procrastinate_jobs (queue_name, task_name, args, priority)
    SELECT 'default', 'handrail.conversations.tasks.hear', '{"entries": []}', 0
    FROM generate_series(1, 10000)
"""
_DUE = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND task_name LIKE '%tasks.hear'"


def test_ten_thousand_jobs_are_seen_and_done_once_while_pages_stay_quick(
    tmp_path: Path, imap_server: ImapServer, smtp_server: SmtpServer
) -> None:
    home = tmp_path / "home"
    with House(home, imap_server, smtp_server) as house:
        imap_server.append(mail(1))
        house.wait_until_quiet(1, 60)
        browser = Browser(house.up.port)
        browser.sign_in(EMAIL, PASSWORD)
        calm = _typical(browser)
        house.change(_NOTE_EACH_START)
        begun = time.monotonic()
        house.change(_PILE)

        page = browser.get("/settings/health/").text
        assert "jobs are due" in page
        assert "jobs are due" in run(home, "doctor").stdout
        busy = _typical(browser)
        _answer(browser)
        smtp_server.wait_for(1, 20)  # an answer does not queue up behind the pile
        assert house.ask(_DUE)[0][0] > JOBS // 10, "the pile was gone before it was looked at"
        until(lambda: house.ask(_DUE) == [(0,)], seconds=240)
        took = time.monotonic() - begun
        print(f"\n{JOBS} jobs in {took:.0f} s; the health page took {calm:.0f} ms, meanwhile {busy:.0f} ms")
        started, different = house.ask("SELECT count(*), count(DISTINCT id) FROM begun")[0]
        assert JOBS < started == different  # the answer's too
        assert busy < 10 * calm + 500
        until(lambda: "no job is due" in browser.again().get("/settings/health/").text)


def _answer(browser: Browser) -> None:
    found = re.search(r'data-number="(\d+)"', browser.get("/inbox/all/").text)
    assert found
    path = f"/conversations/{found[1]}/reply/?view=all"
    browser.post(path, partial=True, kind="reply", text="It comes first.", after="stay")


def _typical(browser: Browser) -> float:
    """The middle of nine visits to the health page, in milliseconds."""
    took = []
    for _ in range(9):
        begun = time.perf_counter()
        browser.get("/settings/health/", partial=True)
        took.append((time.perf_counter() - begun) * 1000)
    return sorted(took)[4]

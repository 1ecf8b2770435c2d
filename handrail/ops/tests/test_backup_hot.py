"""A backup while people work, and the restored Handrail at work: nothing torn, nothing sent twice."""

from __future__ import annotations

import resource
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.browser import Browser
from handrail.ops.tests.backups import MAIL, REPLY, ask, done, looking, make_original
from handrail.ops.tests.program import Up, environment, program, until
from tests.cast import PASSWORD
from tests.made import give_static
from tests.servers import SmtpServer, running_smtp

pytestmark = pytest.mark.faults  # not for its kills: it takes half a minute
_OPEN = (
    "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
    " AND (task_name LIKE '%tasks.hear%' OR task_name LIKE '%tasks.send%' OR task_name LIKE '%tasks.read%')"
)
_STATES = "SELECT send_state, count(*) FROM conversations_message WHERE direction = 'out' GROUP BY 1"
_CONNECT = """
from handrail.accounts.models import Mailbox
from handrail.channels.email.verbs import connect_mailbox
connect_mailbox(Mailbox.objects.get(), imap_host="", smtp_host="127.0.0.1", smtp_port={port},
    smtp_security="none", smtp_user="")
"""
# What must agree in any one moment, each as the number of rows that are wrong.
_TORN = {
    "references of blobs": """
        SELECT count(*) FROM core_blob b WHERE b.references !=
            (SELECT count(*) FROM email_incomingmail WHERE raw_id = b.key)
          + (SELECT count(*) FROM conversations_message WHERE raw_id = b.key)
          + (SELECT count(*) FROM conversations_attachment WHERE blob_id = b.key)""",
    "bytes of blobs": """
        SELECT count(*) FROM core_blob b LEFT JOIN core_blobbytes c ON c.blob_id = b.key
        WHERE c.data IS NULL OR encode(sha256(c.data), 'hex') != b.key OR length(c.data) != b.size""",
    "replies without words": """
        SELECT count(*) FROM conversations_entry e LEFT JOIN conversations_message m ON m.entry_id = e.id
        WHERE e.kind IN ('replied', 'received', 'noted') AND m.entry_id IS NULL""",
    "words nobody can find": """
        SELECT count(*) FROM conversations_message m
        LEFT JOIN conversations_searchrow s ON s.message_id = m.entry_id WHERE s.message_id IS NULL""",
    "accepted mails without an entry": """
        SELECT count(*) FROM email_incomingmail WHERE state = 'accepted' AND entry_id IS NULL""",
}


@dataclass
class Scene:
    """What was done once for all tests of this file."""

    folder: Path
    smtp: SmtpServer
    files: list[Path]
    at_the_end: int  # entries


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Three backups while mails come in and replies go out to a slow server; then the original stops."""
    folder = tmp_path_factory.mktemp("hot")
    home, more = folder / "original", folder / "more"
    more.mkdir()
    for number in range(1500):  # some twelve seconds of mail
        (more / f"{number}.eml").write_bytes(MAIL.format(number=number + 100).encode())
    make_original(home, mails=20)
    with running_smtp() as smtp:
        done(home, "shell", "-c", _CONNECT.format(port=smtp.port))
        give_static(home)
        up = Up(home)
        up.wait_until_ready()
        files = _back_up_meanwhile(home, more, smtp)
        until(lambda: ask(home, _OPEN) == [(0,)], seconds=40)
        entries = ask(home, "SELECT count(*) FROM conversations_entry")[0][0]
        _refuse_when_full(home, folder)
        up.stop()
        yield Scene(folder, smtp, files, entries)


def _back_up_meanwhile(home: Path, more: Path, smtp: SmtpServer) -> list[Path]:
    smtp.delay = 0.3
    reply = REPLY.format(count=20)
    work = [("mail", "import", str(more)), ("shell", "-c", reply)]
    writers = [subprocess.Popen([*program(), *words], env=environment(home)) for words in work]
    smtp.wait_for(3, seconds=30)
    smtp.delay = 4  # so that replies wait whatever else this machine does
    files = [home.parent / f"hot {number}" for number in range(3)]
    for file in files:
        done(home, "backup", str(file), "--with-keys")
        smtp.delay = 0.1
    assert [writer.wait(60) for writer in writers] == [0, 0]
    return files


def _refuse_when_full(home: Path, folder: Path) -> None:
    """A limit on the size of files stands for a full disk: the write fails in the same place."""
    limited = subprocess.run(
        [*program(), "backup", str(folder / "large")],
        env=environment(home),
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000)),
    )
    assert limited.returncode == 2, limited.stderr
    assert limited.stderr.startswith(
        f"handrail: {folder}/large cannot be written (File too large): make room"
    )
    assert len(limited.stderr.splitlines()) == 1
    assert list(folder.glob("large*")) == []


def test_each_hot_backup_is_one_moment(scene: Scene) -> None:
    counts = []
    for number, file in enumerate(scene.files):
        home = scene.folder / f"moment {number}"
        done(home, "restore", str(file), "--paused")
        assert {what: ask(home, question)[0][0] for what, question in _TORN.items()} == dict.fromkeys(
            _TORN, 0
        )
        counts.append(ask(home, "SELECT count(*) FROM conversations_entry WHERE kind != 'send_failed'")[0][0])
    assert counts == sorted(counts)
    assert counts[0] < scene.at_the_end, "nothing was written meanwhile"


def test_no_reply_leaves_twice_and_the_restored_place_works(scene: Scene) -> None:
    home = scene.folder / "again"
    sent_before = len(scene.smtp.raw)
    assert sent_before == 20
    told = done(home, "restore", str(scene.files[0]))
    states = dict(ask(home, _STATES))
    assert states["unknown"] > 0, "the server was too quick for this test"
    assert set(states) <= {"sent", "unknown"}
    assert f"{states['unknown']} replies had not left then" in told
    why = ask(home, "SELECT DISTINCT send_error FROM conversations_message WHERE send_state = 'unknown'")
    assert len(why) == 1
    assert "when the backup of 20" in why[0][0]
    _leave_work_of_then(home)
    give_static(home)
    up = Up(home)
    try:
        up.wait_until_ready()
        until(lambda: ask(home, _OPEN) == [(0,)], seconds=40)
        time.sleep(1)
        assert ask(home, "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'") == [(0,)]
        assert len(scene.smtp.raw) == sent_before
        browser = Browser(up.port)
        browser.sign_in("ada@lamp.example", PASSWORD)
        assert "White page" in browser.get("/inbox/all/").text
    finally:
        up.stop()


def _leave_work_of_then(home: Path) -> None:
    """A worker that never comes back had a job when the backup was taken."""
    with looking(home) as connection:
        worker = connection.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 day')"
            " RETURNING id"
        ).fetchone()
        assert worker
        taken = connection.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s"
            " WHERE id = (SELECT min(id) FROM procrastinate_jobs WHERE status = 'todo')",
            worker,
        )
        assert taken.rowcount == 1


def test_a_paused_copy_sends_nothing_until_it_is_resumed(scene: Scene) -> None:
    home = scene.folder / "paused"
    sent_before = len(scene.smtp.raw)
    assert "1 mailboxes are paused" in done(home, "restore", str(scene.files[2]), "--paused")
    assert done(home, "mailbox", "list").strip().endswith("paused")
    give_static(home)
    up = Up(home)
    try:
        up.wait_until_ready()
        done(home, "shell", "-c", REPLY.format(count=1))
        until(lambda: ask(home, _OPEN) == [(0,)], seconds=40)
        last = "SELECT send_state, send_error FROM conversations_message ORDER BY entry_id DESC LIMIT 1"
        assert ask(home, last) == [("failed", "This mailbox is paused: nothing is sent until it is resumed.")]
        assert len(scene.smtp.raw) == sent_before
        done(home, "mailbox", "resume")
        done(home, "shell", "-c", REPLY.format(count=1))
        scene.smtp.wait_for(sent_before + 1)
        ids = [mail["Message-ID"] for mail in scene.smtp.messages]
        assert len(ids) == len(set(ids)), "two different mails bear one Message-ID"
    finally:
        up.stop()

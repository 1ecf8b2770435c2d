"""A small installation to back up, and ways to look into a home's database, for the tests of backups."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from handrail.core.environment import read_environment
from handrail.ops.backup import programs, snapshot
from handrail.ops.database import database
from handrail.ops.tests.program import run
from tests.cast import PASSWORD
from tests.made import give_tables

MAIL = """From: Dora <dora@nordlicht.example>\r
To: support@lamp.example\r
Subject: White page {number}\r
Date: Mon, 05 Jan 2026 09:{number:02d}:00 +0000\r
Message-ID: <white.{number}@nordlicht.example>\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=b\r
\r
--b\r
Content-Type: text/plain; charset=utf-8\r
\r
The page stays white: {number} ţările Ελλάδα 日本.\r
--b\r
Content-Type: application/octet-stream\r
Content-Disposition: attachment; filename=log{number}.bin\r
Content-Transfer-Encoding: base64\r
\r
AAECAwQFBgcICQr/\r
--b--\r
"""
PEOPLE = f"""
from pathlib import Path
from uuid import uuid4
from handrail.channels.email.files import oldest_first
from handrail.channels.email.importing import import_mails
from handrail.accounts.verbs import create_agent, create_mailbox
from handrail.channels.email.verbs import connect_mailbox
ada = create_agent(email="ada@lamp.example", name="Ada", password={PASSWORD!r}, role="owner")
support = create_mailbox(name="Support", address="support@lamp.example")
connect_mailbox(support, imap_host="127.0.0.1", imap_port=1, imap_security="none", imap_user="ada",
    imap_secret="fetch me", smtp_host="127.0.0.1", smtp_port=1, smtp_security="none", smtp_secret="")
"""
REPLY = """
from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation
from handrail.conversations.verbs import Words, reply
to = {{"to": [{{"name": "Dora", "address": "dora@nordlicht.example"}}], "cc": []}}
for conversation in Conversation.objects.order_by("pk")[:{count}]:
    words = Words(text="Empty the cache.", subject="White page", recipients=to)
    reply(conversation, words=words, by=Agent.objects.get(name="Ada").as_actor())
"""


def done(home: Path, *arguments: str, **more: str) -> str:
    """Run a command that must go well, and return what it printed."""
    finished = run(home, *arguments, **more)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def refused(home: Path, *arguments: str, **more: str) -> str:
    """Run a command that must be refused, and return its one sentence."""
    finished: subprocess.CompletedProcess[str] = run(home, *arguments, **more)
    assert finished.returncode == 2, finished.stdout + finished.stderr
    lines = finished.stderr.splitlines()
    assert len(lines) == 1, finished.stderr
    return lines[0]


def make_original(home: Path, mails: int = 8) -> None:
    """People, a mailbox with a secret, mails with files, and nothing left to send."""
    folder = home.parent / f"{home.name}-mails"
    folder.mkdir()
    give_tables(home)
    for number in range(mails):
        (folder / f"{number}.eml").write_bytes(MAIL.format(number=number).encode())
    done(
        home,
        "shell",
        "-c",
        PEOPLE + f"list(import_mails(oldest_first([Path({str(folder)!r})]), support, uuid4()))",
    )


@contextmanager
def looking(home: Path, **more: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection to the database of a home, which is started if need be."""
    env = read_environment({"HANDRAIL_HOME": str(home)} | more)
    with database(env), programs.reach(env).connect() as connection:
        yield connection


def ask(home: Path, question: str, **more: str) -> list[tuple[Any, ...]]:
    """What one statement finds."""
    with looking(home, **more) as connection:
        return connection.execute(question).fetchall()


def contents(home: Path, **more: str) -> dict[str, str]:
    """A fingerprint of all rows of each table, whatever their order."""
    question = (
        "SELECT concat(count(*), ' ', md5(string_agg(md5(t::text), '' ORDER BY md5(t::text)))) FROM {} t"
    )
    with looking(home, **more) as connection:
        connection.execute("SET timezone = 'UTC'")
        found = {}
        for table in snapshot.tables(connection):
            row = connection.execute(sql.SQL(question).format(sql.Identifier(*table))).fetchone()
            assert row is not None
            found[table[1]] = str(row[0])
    return found


def structure(home: Path, **more: str) -> list[tuple[str, str, str]]:
    """Columns, constraints, indexes, triggers, functions, sequences, each as the database tells it.

    It tells casts of constants in conditions in other words once they have been dumped; those are left out.
    """
    question = """
        SELECT 'column', table_name || '.' || column_name, concat(data_type, is_nullable, column_default)
            FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT 'function', p.oid::regprocedure::text, prosrc FROM pg_proc p
            WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT 'sequence', sequencename, data_type::text FROM pg_sequences
        ORDER BY 1, 2, 3
    """
    casts = re.compile(r"::(?:character varying|text)(?:\[\])?|[()]")
    return [(kind, name, casts.sub("", text)) for kind, name, text in ask(home, question, **more)]

"""One real Handrail for all journeys: `handrail up --sample` in a home of its own, with real mail servers."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime, localtime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from handrail.core.database import django_database
from handrail.core.environment import read_environment
from handrail.ops.tests.program import Up, environment, until
from tests.made import give_static, give_tables
from tests.oauth_servers import OAuthServer, running_oauth
from tests.servers import ImapServer, SmtpServer, running_imap, running_smtp

logging.getLogger("mail.log").setLevel(logging.WARNING)  # the SMTP server tells every word it hears
SUPPORT = "support@lamp.example"
PATIENCE = 90.0  # seconds for the first start, on a machine that does much else


@dataclass
class House:
    """The running program, its mail servers, and the password of its people."""

    up: Up
    home: Path
    imap: ImapServer
    smtp: SmtpServer
    oauth: OAuthServer
    database: dict[str, str] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.up.port}"

    @property
    def password(self) -> str:
        """What the people of the sample sign in with."""
        return (self.home / "sample-password").read_text().strip()

    def command(self, *arguments: str, given: str = "") -> str:
        """Run the program `handrail` beside the running one; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", "from handrail.ops.cli import main; raise SystemExit(main())", *arguments],
            env=environment(self.home, **self.database, HANDRAIL_OWN_SERVERS=self.oauth.place),
            input=given,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def connect_support(self) -> None:
        """Let the mailbox "Lamp support" fetch from our IMAP server and send through our SMTP server."""
        options = ["--imap-security=none", "--smtp-security=none", "--password-stdin"]
        options += [f"--imap-host={self.imap.host}", f"--imap-port={self.imap.port}"]
        options += [f"--smtp-host={self.smtp.host}", f"--smtp-port={self.smtp.port}"]
        users = [f"--imap-user={self.imap.user}", "--smtp-user=-"]
        self.command("mailbox", "add", SUPPORT, *options, *users, given=f"{self.imap.password}\n")

    def only_support_sends(self) -> None:
        """No mailbox but "Lamp support" can send, whatever the sample and other journeys have connected."""
        statement = sql.SQL(
            "UPDATE email_connection SET outgoing = 'smtp', smtp_host = '' "
            "WHERE mailbox_id NOT IN (SELECT id FROM accounts_mailbox WHERE address = %s)"
        )
        self._execute(statement, [SUPPORT])

    def send_at_once(self, seconds: int = 0) -> None:
        """Nobody waits the seconds in which a reply may be taken back; or everybody has so many."""
        self._tell_all("undo_seconds", seconds)

    def close_and_go_on(self) -> None:
        """Everybody's button closes and goes on to the next, as at first: it remembers what others chose."""
        self._tell_all("after_send", "close_next")

    def end_chats(self) -> None:
        """No chat goes on, and nobody takes any, whatever other journeys have begun."""
        statement = (
            "WITH rung AS (DELETE FROM chat_offer), over AS ("
            "UPDATE chat_chat SET state = 'ended', ended_at = now() WHERE state IN ('ringing', 'talking')) "
            "UPDATE chat_seat SET takes_chats = false, is_paused = false, misses = 0, here_until = NULL"
        )
        self._execute(sql.SQL(statement), [])

    def hurry_ringing(self) -> None:
        """What rings has rung long enough, at somebody who let one ring before: the next round sees it."""
        self._execute(sql.SQL("UPDATE chat_seat SET misses = 1"), [])
        self._execute(sql.SQL("UPDATE chat_offer SET until = now()"), [])

    def hurry_leaving(self) -> None:
        """Whose pages are closed has been gone for long enough; an open page says again that it is there."""
        self._execute(sql.SQL("UPDATE chat_seat SET here_until = now() WHERE here_until IS NOT NULL"), [])

    def numbers_of(self, message_id: str) -> list[int]:
        """The number of the conversation in which the mail is; nothing as long as it has not come."""
        statement = sql.SQL(
            "SELECT number FROM conversations_conversation JOIN conversations_message AS message"
            " ON message.conversation_id = conversations_conversation.id WHERE message_id = %s"
        )
        return [number for (number,) in self._execute(statement, [message_id])]

    def messages_in(self, number: int) -> int:
        """How many messages the conversation has."""
        statement = sql.SQL(
            "SELECT count(*) FROM conversations_conversation JOIN conversations_message AS message"
            " ON message.conversation_id = conversations_conversation.id WHERE number = %s"
        )
        return int(self._execute(statement, [number])[0][0])

    def _tell_all(self, column: str, value: int | str) -> None:
        self._execute(sql.SQL("UPDATE accounts_agent SET {} = %s").format(sql.Identifier(column)), [value])

    def _execute(self, statement: sql.SQL | sql.Composed, values: list[int | str]) -> list[tuple[Any, ...]]:
        """Beside the program, which would take seconds to start for each journey; the rows, if it has any."""
        known = django_database(read_environment({"HANDRAIL_HOME": str(self.home)} | self.database))
        words = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}
        where = {name: known[key] for name, key in words.items() if known.get(key)}
        with psycopg.connect(**where, autocommit=True) as database:
            done = database.execute(statement, values)
            return done.fetchall() if done.description else []

    def sent(self, text: str, seconds: float = 45.0) -> EmailMessage:
        """The one mail with this text that left by SMTP, as soon as it has."""
        count = 0
        while True:
            come = self.smtp.messages  # more may come while these are read
            for mail in come[count:]:
                body = mail.get_body(("plain",))
                if body is not None and text in body.get_content():
                    return mail
            count = len(come)
            self.smtp.wait_for(count + 1, seconds)


@dataclass(frozen=True)
class Letter:
    """A mail from a customer."""

    subject: str
    text: str
    sender: str = "Dora <dora@nordlicht.example>"
    html: str = ""
    answers: EmailMessage | None = None  # ours that it answers
    files: tuple[tuple[str, str, bytes], ...] = ()  # name, media type, content
    message_id: str = field(default_factory=lambda: f"<{uuid.uuid4()}@nordlicht.example>")

    def as_mail(self) -> EmailMessage:
        """The mail itself."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, SUPPORT, self.subject
        mail["Date"], mail["Message-ID"] = format_datetime(localtime()), self.message_id
        if self.answers is not None:
            mail["In-Reply-To"] = str(self.answers["Message-ID"])
            mail["References"] = f"{self.answers.get('References', '')} {self.answers['Message-ID']}".strip()
        mail.set_content(self.text)
        if self.html:
            mail.add_alternative(self.html, subtype="html")
        for name, kind, data in self.files:
            main, _, sub = kind.partition("/")
            mail.add_attachment(data, maintype=main, subtype=sub, filename=name)
        return mail

    def __bytes__(self) -> bytes:
        return self.as_mail().as_bytes()


@contextmanager
def running_house() -> Iterator[House]:
    """Start everything; stop it at the end and leave nothing behind."""
    with (
        tempfile.TemporaryDirectory(prefix="handrail-journeys-") as folder,
        running_imap() as imap,
        running_smtp() as smtp,
        running_oauth() as oauth,
        _database() as database,
    ):
        home = Path(folder) / "home"
        if not database:
            give_tables(home)
        give_static(home)
        up = Up(home, "--sample", **database, HANDRAIL_OWN_SERVERS=oauth.place)
        try:
            until(lambda: up.answers() and (home / "sample-password").exists(), PATIENCE)
            house = House(up, home, imap, smtp, oauth, database)
            house.connect_support()
            house.send_at_once()
            yield house
        finally:
            up.stop()


@contextmanager
def _database() -> Iterator[dict[str, str]]:
    """A database of our own on the server that DATABASE_URL names, or the embedded one's nothing."""
    given = os.environ.get("DATABASE_URL", "")
    if not given:
        yield {}
        return
    name = f"handrail_journeys_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield {"DATABASE_URL": urlunsplit(urlsplit(given)._replace(path=f"/{name}"))}
    finally:
        with psycopg.connect(given, autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def find_browser() -> str:
    """The path of a Chromium; stops with what to install when the machine has none."""
    if given := os.environ.get("HANDRAIL_TEST_BROWSER"):
        return given
    program = Path(__file__).parents[1] / "find-browser"
    done = subprocess.run([program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return re.split(r"\s", done.stdout.strip())[-1]

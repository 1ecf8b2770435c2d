"""Mail that is delivered to us: whose it is, what is told to the sender, and that no byte changes."""

from __future__ import annotations

import asyncio
import re
import smtplib
import socket
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from handrail.accounts.models import Mailbox
from handrail.channels.email.connecting.trial_mails import new_token, trial_key, trial_mail
from handrail.channels.email.drop import listening, routing, speaking
from handrail.channels.email.drop.listening import Place, listen, read_place
from handrail.channels.email.drop.taking import Reserve, Source
from handrail.channels.email.matching.tokens import make_reply_address
from handrail.channels.email.models import Connection, HookCall, IncomingMail
from handrail.channels.email.tests.test_intake import mail as letter
from handrail.channels.email.verbs import connect_mailbox, pause_mailbox
from handrail.conversations.models import Conversation
from handrail.core import blobs
from handrail.core.room import NoRoom
from tests.servers import free_port
from tests.work import work_until_empty

pytestmark = pytest.mark.django_db(transaction=True)
DORA = "dora@nordlicht.example"


@contextmanager
def dropping(place: Place) -> Iterator[Place]:
    """The real listener, in a thread."""
    stop, ready = threading.Event(), threading.Event()
    thread = threading.Thread(target=listen, args=(place, stop, ready.set), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield place
    finally:
        stop.set()
        thread.join(10)


@pytest.fixture
def lmtp() -> Iterator[Place]:
    with dropping(Place("lmtp", host="127.0.0.1", port=free_port())) as place:
        yield place


@pytest.fixture
def smtp() -> Iterator[Place]:
    with dropping(Place("smtp", host="127.0.0.1", port=free_port())) as place:
        yield place


def mail(text: str) -> bytes:
    """As a mail server sends it."""
    return re.sub(rb"\r?\n", b"\r\n", letter(text))


class Line:
    """A session by hand: LMTP answers once for each recipient, which smtplib does not know."""

    def __init__(self, place: Place) -> None:
        self.socket = socket.create_connection((place.host, place.port), timeout=20)
        self.file = self.socket.makefile("rb")
        self.read()
        self.say("LHLO mx.example" if place.protocol == "lmtp" else "EHLO mx.example")

    def read(self) -> str:
        lines = []
        while True:
            line = self.file.readline().decode()
            lines.append(line)
            if line[3:4] != "-":
                return "".join(lines)

    def say(self, text: str) -> str:
        self.socket.sendall(text.encode() + b"\r\n")
        return self.read()

    def send(self, data: bytes, *to: str, sender: str = DORA) -> list[str]:
        """The answers to DATA."""
        assert self.say(f"MAIL FROM:<{sender}>").startswith("250")
        answers = [self.say(f"RCPT TO:<{one}>") for one in to]
        accepted = sum(answer.startswith("250") for answer in answers)
        if not accepted:
            return answers
        assert self.say("DATA").startswith("354")
        self.socket.sendall(re.sub(rb"(^|\r\n)\.", rb"\1..", data) + b".\r\n")
        return [self.read() for _ in range(accepted)]


def kept() -> list[tuple[str, bytes]]:
    rows = IncomingMail.objects.select_related("mailbox").order_by("pk")
    return [(one.mailbox.address, blobs.open_bytes(one.raw_id)) for one in rows]


def test_a_mail_by_lmtp_is_kept_with_its_envelope_and_read(support: Mailbox, lmtp: Place) -> None:
    connect_mailbox(support, incoming="drop")
    with smtplib.LMTP(lmtp.host, lmtp.port) as client:
        assert {"size", "8bitmime", "smtputf8", "pipelining", "enhancedstatuscodes"} <= set(
            client.ehlo() and client.esmtp_features
        )
        client.sendmail(DORA, ["Support@lamp.example"], mail("The page stays white."))
    ((address, raw),) = kept()
    assert address == support.address
    assert raw.startswith(b"Return-Path: <dora@nordlicht.example>\r\nDelivered-To: Support@lamp.example\r\n")
    assert Connection.objects.get().arrived_at
    work_until_empty()
    assert Conversation.objects.get().mailbox == support


def test_smtp_and_a_unix_socket_do_too(support: Mailbox, smtp: Place, tmp_path: Path) -> None:
    with smtplib.SMTP(smtp.host, smtp.port) as client:
        client.sendmail("", [support.address], mail("a bounce has no sender"))
    path = tmp_path / "mail.sock"
    with dropping(Place("lmtp", path=str(path))), smtplib.LMTP(str(path)) as local:
        local.sendmail(DORA, [support.address], mail("by socket"))
    assert not path.exists()
    assert [raw[:16] for _address, raw in kept()] == [b"Return-Path: <>\r", b"Return-Path: <do"]


def test_every_recipient_hears_for_itself_and_each_mailbox_gets_it_once(
    support: Mailbox, billing: Mailbox, lmtp: Place
) -> None:
    Mailbox.objects.filter(pk=support.pk).update(aliases=["hilfe@lamp.example"])
    signed = make_reply_address("support@lamp.example", "1", settings.SECRET_KEY)
    named = [
        "support@lamp.example",
        "hilfe@lamp.example",
        "support+vip@lamp.example",
        signed,
        "billing@lamp.example",
    ]
    line = Line(lmtp)
    answers = line.send(mail("for all"), *named, "nobody@lamp.example")
    assert [answer[:9] for answer in answers] == ["250 2.0.0"] * 5
    assert [address for address, _raw in kept()] == ["support@lamp.example", "billing@lamp.example"]
    assert kept()[0][1].count(b"Delivered-To: ") == 4


def test_who_is_not_ours_is_refused_and_nothing_is_passed_on(support: Mailbox, smtp: Place) -> None:
    line = Line(smtp)
    for stranger in (
        "nobody@lamp.example",
        "support@elsewhere.example",
        "emil@brume.example",
        "support%a@b.example",
    ):
        (answer,) = line.send(b"x\r\n", stranger)
        assert answer.startswith("550 5.1.1")
        assert line.say("RSET").startswith("250")
    assert line.say("VRFY support@lamp.example").startswith("252")
    assert kept() == []


def test_too_big_is_said_before_and_after(
    support: Mailbox, lmtp: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "MOST_BYTES", 1000)
    line = Line(lmtp)
    assert line.say(f"MAIL FROM:<{DORA}> SIZE=1001").startswith("552 5.3.4")
    answers = line.send(b"x: y\r\n\r\n" + b"z" * 2000 + b"\r\n", support.address, support.address)
    assert [answer[:9] for answer in answers] == ["552 5.3.4"] * 2
    assert line.send(mail("small"), support.address)[0].startswith("250")


@pytest.mark.parametrize("bomb", [b"x", b"\r\n", b".\r", b"x\n.\n"])
def test_neither_an_endless_line_nor_endless_lines_fill_the_memory(
    support: Mailbox, lmtp: Place, monkeypatch: pytest.MonkeyPatch, bomb: bytes
) -> None:
    """Finn sends without end; we forget what is beyond the limit while it comes."""
    monkeypatch.setattr(listening, "MOST_BYTES", 100_000)
    line, data = Line(lmtp), bomb * (8_000_000 // len(bomb)) + b"\r\n.\r\n"
    for command in (f"MAIL FROM:<{DORA}>", f"RCPT TO:<{support.address}>", "DATA"):
        line.say(command)
    tracemalloc.start()
    try:
        line.socket.sendall(data)
        assert line.read().startswith("552 5.3.4")
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()
    assert line.send(mail("small"), support.address)[0].startswith("250")
    assert len(kept()) == 1


def test_all_sessions_together_hold_no_more_than_there_is_room_for(
    support: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking, "MOST_HELD", 500_000)
    with dropping(Place("lmtp", host="127.0.0.1", port=free_port())) as place:
        line = Line(place)
        big = mail("z" * 70 + "\r\n" + "y" * 70) + b"x\r\n" * 400_000
        assert line.send(big, support.address)[0].startswith("451 4.3.2")
        assert line.send(mail("small"), support.address)[0].startswith("250")


def test_a_line_that_no_program_writes_is_refused(
    support: Mailbox, lmtp: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking, "LONGEST_LINE", 1000)
    line = Line(lmtp)
    assert line.send(b"a: b\r\n\r\n" + b"z" * 1001 + b"\r\n", support.address)[0].startswith("500 5.6.0")
    assert line.send(b"a: b\r\n\r\n" + b"z" * 999 + b"\r\n", support.address)[0].startswith("250")


@given(
    st.lists(st.sampled_from([b"\r", b"\n", b".", b"a", b"\r\n", b"\r\n.", b"\n.\n", b"\r\n..\r\n"])),
    st.lists(st.integers(1, 4)),
)
def test_a_mail_ends_only_at_a_dot_between_crlf_however_it_is_cut(
    words: list[bytes], cuts: list[int]
) -> None:
    """Nothing is smuggled: other ends of lines are a part of the mail, and what follows it is a command."""
    body = b"".join(words) + b"\r\n"
    sent = re.sub(rb"(^|\r\n)\.", rb"\1..", body) + b".\r\nQUIT\r\n"

    async def take() -> tuple[bytes, bytes]:
        reader = asyncio.StreamReader()
        source, left = Source(reader, 1000), sent
        task = asyncio.create_task(source.mail(10_000, Reserve(10_000)))
        for cut in cuts:
            reader.feed_data(left[:cut])
            left = left[cut:]
            await asyncio.sleep(0)
        reader.feed_data(left)
        return await task, await source.readuntil()

    assert asyncio.run(take()) == (body, b"QUIT\r\n")


@pytest.mark.parametrize("end", ["\r", "\x0b", "\x85", "\u2028"])
def test_an_envelope_writes_no_headers_of_its_own(support: Mailbox, lmtp: Place, end: str) -> None:
    """A result of authentication in the envelope would stand above those of our own server."""
    Mailbox.objects.filter(pk=support.pk).update(plus_addresses=True)
    line = Line(lmtp)
    said = f"{end}Authentication-Results: mx.lamp.example; dmarc=pass{end}X: "
    assert line.say(f'MAIL FROM:<"{said}"@evil.example> SMTPUTF8').startswith("553 5.1.7")
    assert line.say(f"MAIL FROM:<{DORA}>").startswith("250")
    assert line.say(f'RCPT TO:<"{said}"@lamp.example>').startswith("553 5.1.3")


def _raising(error: Exception) -> Callable[[], None]:
    def fail(*_: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("place", "error", "answer"),
    [
        ("require_room", NoRoom("nearly full"), "451 4.3.1"),
        ("require_room", OperationalError("away"), "451 4.3.0"),
        ("_keep", RuntimeError("a mistake of ours"), "451 4.3.0"),
    ],
)
def test_what_is_wrong_here_makes_the_sender_try_again(
    place: str, error: Exception, answer: str, support: Mailbox, lmtp: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(routing, place, _raising(error))
        assert Line(lmtp).send(mail("x"), support.address)[0].startswith(answer)
    assert kept() == []
    assert Line(lmtp).send(mail("x"), support.address)[0].startswith("250")
    connect_mailbox(support, incoming="drop")
    pause_mailbox(Connection.objects.get())
    assert Line(lmtp).send(mail("x"), support.address)[0].startswith("451 4.2.1")


def test_too_many_connections_and_recipients_are_told_to_wait(
    support: Mailbox, lmtp: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking, "MOST_RECIPIENTS", 1)
    line = Line(lmtp)
    line.say(f"MAIL FROM:<{DORA}>")
    assert line.say(f"RCPT TO:<{support.address}>").startswith("250")
    assert line.say(f"RCPT TO:<{support.address}>").startswith("452 4.5.3")
    monkeypatch.setattr(listening, "MOST_CONNECTIONS", 1)
    with socket.create_connection((lmtp.host, lmtp.port), timeout=10) as other:
        assert other.recv(100).startswith(b"421 4.7.0")


def test_a_sender_who_hangs_up_in_the_middle_leaves_nothing(support: Mailbox, lmtp: Place) -> None:
    line = Line(lmtp)
    line.say(f"MAIL FROM:<{DORA}>")
    line.say(f"RCPT TO:<{support.address}>")
    line.say("DATA")
    line.socket.sendall(b"Subject: half\r\n\r\nof a mai")
    line.socket.close()
    line.file.close()
    assert Line(lmtp).send(mail("whole"), support.address)[0].startswith("250")
    assert len(kept()) == 1


def test_addresses_of_every_script_come_through(support: Mailbox, lmtp: Place) -> None:
    Mailbox.objects.filter(pk=support.pk).update(aliases=["помощь@lamp.example"])
    line = Line(lmtp)
    assert line.say("MAIL FROM:<дора@nordlicht.example> SMTPUTF8 BODY=8BITMIME").startswith("250")
    assert line.say("RCPT TO:<помощь@lamp.example>").startswith("250")
    line.say("DATA")
    assert line.say("Subject: Привет\r\n\r\n☃\r\n.").startswith("250")
    assert kept()[0][1].endswith("Delivered-To: помощь@lamp.example\r\nSubject: Привет\r\n\r\n☃\r\n".encode())


def test_the_mail_of_our_own_test_is_noted_and_not_kept(support: Mailbox, lmtp: Place) -> None:
    link, token = connect_mailbox(support, incoming="drop"), new_token()
    assert Line(lmtp).send(
        trial_mail(support.address, token).as_bytes().replace(b"\n", b"\r\n"), support.address
    )
    assert HookCall.objects.filter(connection=link, key=trial_key(token)).exists()
    assert kept() == []


@given(
    data=st.one_of(
        st.binary(max_size=400),
        st.lists(st.sampled_from([b".", b"\r", b"\n", b"\r\n", b"a", b"\0", b"\xff"]), max_size=40).map(
            b"".join
        ),
    )
)
@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_sent_is_kept_byte_for_byte(support: Mailbox, lmtp: Place, data: bytes) -> None:
    data += b"\r\n"  # a mail ends with its last line (RFC 5321 §4.1.1.4)
    (answer,) = Line(lmtp).send(data, support.address)
    assert answer.startswith("250")
    above = routing.delivered(DORA, [support.address])
    newest = IncomingMail.objects.latest("pk")
    assert blobs.open_bytes(newest.raw_id) == above + data


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", None),
        ("lmtp:127.0.0.1:2424", Place("lmtp", host="127.0.0.1", port=2424)),
        ("smtp:[::1]:2525", Place("smtp", host="::1", port=2525)),
        ("lmtp:unix:/run/mail.sock", Place("lmtp", path="/run/mail.sock")),
    ],
)
def test_where_to_listen(text: str, place: Place | None) -> None:
    assert read_place(text) == place


@pytest.mark.parametrize("text", ["lmtp", "http:127.0.0.1:1", "lmtp:127.0.0.1:99999", "lmtp:unix:run"])
def test_where_nobody_can_listen(text: str) -> None:
    with pytest.raises(ValueError):
        read_place(text)

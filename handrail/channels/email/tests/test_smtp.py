from __future__ import annotations

import dataclasses

import pytest

from handrail.channels.email.connecting.smtp import (
    MailboxProblem,
    OutcomeUnknown,
    Refused,
    send,
    test_connection,
)
from handrail.channels.email.tests.test_writing import written
from tests.servers import SmtpServer, free_port, running_smtp


def test_sends_to_everybody_and_hides_bcc(smtp_server: SmtpServer) -> None:
    mail = written(cc=[{"name": "", "address": "emil@example.org"}], text="one\n.\n..two\n", html="")
    mail["Bcc"] = "cleo@lamp.example"
    send(mail, smtp_server)
    (got,) = smtp_server.messages
    assert smtp_server.envelopes == [
        ("help@lamp.example", ["dora@example.org", "emil@example.org", "cleo@lamp.example"])
    ]
    assert "Bcc" not in got
    assert got.get_content().split("\r\n") == ["one", ".", "..two", ""]
    assert got["References"] == "<q1@example.org> <q2@example.org>"


def test_signs_in() -> None:
    with running_smtp("ada", "secret") as server:
        test_connection(server)
        send(written(), server)
        assert len(server.messages) == 1
        with pytest.raises(MailboxProblem) as problem:
            test_connection(dataclasses.replace(server, password="wrong"))
        assert problem.value.step == "sign in"


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_sends_through_tls(security: str) -> None:
    with running_smtp("ada", "secret", security) as server:
        send(written(), server)
        assert len(server.messages) == 1


def test_a_strange_certificate_is_refused() -> None:
    """Only the very machine may show one of its own making; another address of it is a stranger."""
    with (
        running_smtp(security="ssl", host="127.0.0.2") as server,
        pytest.raises(MailboxProblem, match="certificate"),
    ):
        test_connection(server)


def test_a_slow_server_is_waited_for(smtp_server: SmtpServer) -> None:
    smtp_server.delay = 0.3
    send(written(), smtp_server)
    assert len(smtp_server.messages) == 1


@pytest.mark.parametrize(("answer", "permanent"), [("451 4.3.0 later", False), ("550 5.1.1 nobody", True)])
def test_refusals_say_whether_to_try_again(smtp_server: SmtpServer, answer: str, permanent: bool) -> None:
    for field in ("refuse_with", "refuse_data_with"):
        setattr(smtp_server, field, answer)
        with pytest.raises(Refused) as refused:
            send(written(), smtp_server)
        assert (refused.value.code, refused.value.permanent) == (int(answer[:3]), permanent)
        setattr(smtp_server, field, "")
    assert smtp_server.raw == []


def test_a_break_after_the_bytes_is_unknown(smtp_server: SmtpServer) -> None:
    smtp_server.hang_up_after_data = True
    with pytest.raises(OutcomeUnknown):
        send(written(), smtp_server)


def test_problems_name_their_step(smtp_server: SmtpServer) -> None:
    for changes, step in (
        ({"port": free_port()}, "connect"),
        ({"host": "no.such.host.invalid"}, "connect"),
        ({"security": "ssl"}, "connect"),
        ({"security": "starttls"}, "TLS"),
        ({"user": "ada", "password": "x"}, "sign in"),
        ({"host": ""}, "connect"),
    ):
        with pytest.raises(MailboxProblem) as problem:
            send(written(), dataclasses.replace(smtp_server, **changes))
        assert problem.value.step == step, problem.value

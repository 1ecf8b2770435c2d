from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from handrail.channels.email.connecting.imap import ImapClient, MailboxProblem
from handrail.channels.email.tests.material import mail
from tests.servers import ImapServer, SmtpServer, free_port


def client(server: ImapServer, **more: object) -> ImapClient:
    told = {"host": server.host, "port": server.port, "security": "none"}
    return ImapClient(**(told | {"user": server.user, "password": server.password} | more))  # type: ignore[arg-type]


def test_fetches_what_is_new_byte_for_byte(imap_server: ImapServer) -> None:
    mails = [mail(f"number {n}\n").replace(b"\n", b"\r\n") for n in range(3)]
    imap_server.append(*mails[:2])
    with client(imap_server) as box:
        state = box.folder_state()
        uids = box.new_uids(0)
        assert [raw for _, raw in box.fetch(uids)] == mails[:2]
        assert state.uid_next == uids[-1] + 1
        assert box.new_uids(uids[-1]) == []
        imap_server.append(mails[2])
        assert [raw for _, raw in box.fetch(box.new_uids(uids[-1]))] == [mails[2]]
        assert box.folder_state().uid_validity == state.uid_validity


def test_takes_only_as_many_as_fit(imap_server: ImapServer) -> None:
    imap_server.append(*[mail("x" * 1_000)] * 3)
    with client(imap_server) as box:
        assert len(box.new_uids(0, most_bytes=2_500)) == 2
        assert len(box.new_uids(0, most_bytes=1)) == 1
        assert len(box.new_uids(0, at_most=2)) == 2


def test_a_uid_that_is_gone_is_left_out(imap_server: ImapServer) -> None:
    imap_server.append(mail())
    with client(imap_server) as box:
        (uid,) = box.new_uids(0)
        assert [one for one, _ in box.fetch([uid, uid + 50])] == [uid]
        assert box.fetch([]) == []


def test_idle_hears_new_mail_at_once(imap_server: ImapServer) -> None:
    with client(imap_server) as box:
        for _ in range(5):
            after = max(box.new_uids(0), default=0)
            threading.Timer(0.2, imap_server.append, [mail()]).start()
            begin = time.monotonic()
            assert box.idle(15)
            assert time.monotonic() - begin < 5
            assert len(box.new_uids(after)) == 1


def test_idle_ends_when_told(imap_server: ImapServer) -> None:
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    with client(imap_server) as box:
        begin = time.monotonic()
        assert not box.idle(20, stop)
        assert time.monotonic() - begin < 3
        assert not box.idle(0.2)
        assert box.new_uids(0) == []


def test_without_idle_it_polls() -> None:
    script = ["* CAPABILITY IMAP4rev1", "OK", "OK"]
    with (
        scripted(script) as port,
        ImapClient(host="127.0.0.1", port=port, security="none", user="a", password="b") as box,
    ):
        begin = time.monotonic()
        assert box.idle(0.3)
        assert 0.2 < time.monotonic() - begin < 2


def problem(action: Callable[[], object]) -> MailboxProblem:
    with pytest.raises(MailboxProblem) as caught:
        action()
    return caught.value


def test_problems_name_their_step(imap_server: ImapServer) -> None:
    assert problem(client(imap_server, password="wrong").connect).step == "sign in"
    assert problem(client(imap_server, folder="Nowhere").connect).step == "open folder"
    refused = problem(client(imap_server, port=free_port()).connect)
    assert (refused.step, str(refused)) == ("connect", refused.sentence)
    assert "refuses connections" in refused.sentence
    assert "No server named" in problem(client(imap_server, host="no.such.host.invalid").connect).sentence
    assert "TLS" in problem(client(imap_server, security="ssl").connect).sentence
    assert problem(client(imap_server, security="starttls").connect).step == "TLS"
    assert problem(client(imap_server).folder_state).step == "connect"


def test_a_connection_that_breaks_is_a_problem_not_a_crash() -> None:
    for hang_up_after in (["BYE"], ["* OK", "HANGUP"]):
        with scripted(hang_up_after) as port:
            box = ImapClient(host="127.0.0.1", port=port, security="none", user="a", password="b")
            assert problem(box.connect).sentence


@contextmanager
def scripted(capabilities: list[str]) -> Iterator[int]:
    """A server of a few lines: no IDLE, or one that hangs up; for what a real one does not do on demand."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_serve, args=(listener, capabilities), daemon=True)
        thread.start()
        yield listener.getsockname()[1]
    thread.join(timeout=5)


def _serve(listener: socket.socket, script: list[str]) -> None:
    connection, _ = listener.accept()
    with connection, connection.makefile("rwb") as lines:
        if script == ["BYE"]:
            return
        lines.write(b"* OK ready\r\n")
        lines.flush()
        for line in lines:
            tag, verb = line.split()[:2]
            if "HANGUP" in script and verb == b"LOGIN":
                return
            extra = {b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n", b"EXAMINE": b"* 0 EXISTS\r\n"}.get(
                verb, b""
            )
            lines.write(extra + tag + b" OK done\r\n")
            lines.flush()
            if verb == b"LOGOUT":
                return


def test_a_server_without_starttls_or_that_is_none_is_told_in_words(
    imap_server: ImapServer, smtp_server: SmtpServer
) -> None:
    with pytest.raises(
        MailboxProblem, match=r"offers no STARTTLS on port \d+\. Try TLS from the start \(993\)"
    ):
        client(imap_server, security="starttls").connect()
    with pytest.raises(MailboxProblem, match="odd answer: unexpected response: '220 "):
        client(imap_server, port=smtp_server.port).connect()

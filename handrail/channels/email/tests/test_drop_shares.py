"""No machine outside takes all connections of the drop; what runs on this one shares with nobody."""

from __future__ import annotations

import socket
import time

import pytest

from handrail.accounts.models import Mailbox
from handrail.channels.email.drop import listening
from handrail.channels.email.drop.listening import Place
from handrail.channels.email.tests.test_drop import Line, lmtp

__all__ = ["lmtp"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_one_machine_cannot_take_all_connections(
    support: Mailbox, lmtp: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "MOST_OF_ONE", 2)
    here = [Line(lmtp) for _ in range(4)]  # what runs here is not limited
    assert all(line.say("NOOP").startswith("250") for line in here)
    monkeypatch.setattr(listening, "machine", lambda peername: "192.0.2.7")
    of_one = [Line(lmtp) for _ in range(2)]
    with socket.create_connection((lmtp.host, lmtp.port), timeout=10) as third:
        assert third.recv(100).startswith(b"421 4.7.0")
        assert third.recv(100) == b""
    of_one[0].say("QUIT")
    until = time.monotonic() + 5
    while not (answer := first_line(lmtp)).startswith(b"220") and time.monotonic() < until:
        time.sleep(0.05)
    assert answer.startswith(b"220")


def first_line(place: Place) -> bytes:
    with socket.create_connection((place.host, place.port), timeout=10) as line:
        return line.recv(100)


@pytest.mark.parametrize(
    ("peername", "name"),
    [
        (("192.0.2.7", 4), "192.0.2.7"),
        (("::ffff:192.0.2.7", 4, 0, 0), "192.0.2.7"),
        (("2001:db8:1:2:3::4", 4, 0, 0), "2001:db8:1:2::/64"),
        (("fe80::1%eth0", 4, 0, 2), "fe80::/64"),
        (("127.0.0.9", 4), ""),
        (("::1", 4, 0, 0), ""),
        (("::ffff:127.0.0.1", 4, 0, 0), ""),
        ("", ""),
    ],
)
def test_machines_by_their_addresses(peername: object, name: str) -> None:
    assert listening.machine(peername) == name

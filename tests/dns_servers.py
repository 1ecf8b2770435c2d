"""A small DNS server on this machine, which tells the records it is given."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset

Records = dict[tuple[str, str], list[str]]  # (name, type) → the records as a zone file writes them


@contextmanager
def running_dns(records: Records) -> Iterator[dns.resolver.Resolver]:
    """A resolver that asks the server. A name without records does not exist; `records` may change."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        door.bind(("127.0.0.1", 0))
        threading.Thread(target=_serve, args=(door, records), daemon=True).start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], door.getsockname()[1]
        yield resolver
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", door.getsockname())


def _serve(door: socket.socket, records: Records) -> None:
    while True:
        try:
            raw, sender = door.recvfrom(4096)
        except OSError:  # it is closed
            return
        if not raw:
            return
        asked = dns.message.from_wire(raw)
        answer = dns.message.make_response(asked)
        answer.flags |= dns.flags.RA
        question = asked.question[0]
        name, kind = question.name.to_text().rstrip("."), dns.rdatatype.to_text(question.rdtype)
        if found := records.get((name, kind)):
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
        elif not any(name == one for one, _kind in records):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        door.sendto(answer.to_wire(), sender)

"""Listen for mail that is delivered to us, in a thread of its own, until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import socket
import stat
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

from handrail.channels.email.drop.speaking import MOST_BYTES, PATIENCE, DropLmtp, DropSmtp, Handler

MOST_CONNECTIONS = 50
MOST_OF_ONE = 25  # of them from one address; a mail server alone opens fewer (Postfix: 20)
_THREADS = 4  # mails that are stored at once
_BUSY = b"421 4.7.0 Too many connections at the moment; try again later\r\n"
_PLACE = re.compile(r"(lmtp|smtp):(?:unix:(/.+)|(?:\[?([0-9A-Za-z.:-]+?)\]?):(\d{1,5}))")
_LOOK_EVERY = 0.1  # seconds


@dataclass(frozen=True)
class Place:
    """Where we listen: a socket's path, or an address and a port."""

    protocol: str
    path: str = ""
    host: str = ""
    port: int = 0

    def __str__(self) -> str:
        return (
            f"{self.protocol}:unix:{self.path}" if self.path else f"{self.protocol}:{self.host}:{self.port}"
        )


def read_place(text: str) -> Place | None:
    """HANDRAIL_MAIL_DROP, None when it is empty. Raises ValueError."""
    if not text:
        return None
    found = _PLACE.fullmatch(text)
    if not found or int(found[4] or 0) > 65535:
        raise ValueError(text)
    return Place(found[1], found[2] or "", found[3] or "", int(found[4] or 0))


def listen(place: Place, stop: threading.Event, listens: Callable[[], None] = lambda: None) -> None:
    """Take mail until `stop` is set; `listens` is called once we do. Raises OSError when we cannot."""
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="drop") as threads:
        asyncio.run(_serve(place, stop, listens, Handler(threads)))


async def _serve(place: Place, stop: threading.Event, listens: Callable[[], None], handler: Handler) -> None:
    loop, open_now = asyncio.get_running_loop(), _Open()
    kind = DropLmtp if place.protocol == "lmtp" else DropSmtp

    def session() -> asyncio.Protocol:
        if open_now.count >= MOST_CONNECTIONS:
            return _TooMany()
        made: Any = open_now.counted(kind)(
            handler,
            data_size_limit=MOST_BYTES,
            enable_SMTPUTF8=True,
            ident="Handrail",
            timeout=PATIENCE,
            loop=loop,
        )
        return made  # type: ignore[no-any-return]

    if place.path:
        _clear(Path(place.path))
        server = await loop.create_unix_server(session, place.path)
        os.chmod(place.path, 0o660)  # noqa: PTH101 - the mail server's group may write
    else:
        server = await loop.create_server(session, place.host, place.port)
    async with server:
        await loop.run_in_executor(handler.threads, listens)
        while not stop.is_set():
            await asyncio.sleep(_LOOK_EVERY)
    if place.path:
        with contextlib.suppress(OSError):
            Path(place.path).unlink()


class _Open:
    """How many sessions there are, in all and of each machine."""

    def __init__(self) -> None:
        self.count = 0
        self._of: Counter[str] = Counter()

    def admits(self, peer: str) -> bool:
        """Whether a machine may open one more; what runs here may, and shares with nobody."""
        return not peer or self._of[peer] < MOST_OF_ONE

    def note(self, peer: str, change: int) -> None:
        """One more, or one less; who has none is forgotten."""
        self.count += change
        self._of[peer] += change
        if self._of[peer] <= 0:
            del self._of[peer]

    def counted(self, kind: Any) -> Any:
        """The protocol, as one that is counted."""
        here = self

        class Counted(kind):  # type: ignore[misc]
            def connection_made(self, transport: Any) -> None:
                self.from_machine = machine(transport.get_extra_info("peername"))
                if not here.admits(self.from_machine):
                    transport.set_protocol(refusal := _TooMany())
                    refusal.connection_made(transport)
                    return
                here.note(self.from_machine, 1)
                super().connection_made(transport)

            def connection_lost(self, error: Exception | None) -> None:
                here.note(self.from_machine, -1)
                super().connection_lost(error)

        return Counted


def machine(peername: object) -> str:
    """Who connects: an IPv4 address, an IPv6 network (/64, which one machine has); empty for this machine."""
    if not isinstance(peername, tuple):
        return ""  # a Unix socket
    address = ip_address(str(peername[0]).partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_loopback:
        return ""
    return str(address if address.version == 4 else ip_network((address, 64), strict=False))


class _TooMany(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(_BUSY)
            transport.close()


def _clear(path: Path) -> None:
    """Take away the socket of one who was killed; a socket that answers, and any other file, stays."""
    if not path.exists() or not stat.S_ISSOCK(path.stat().st_mode):
        return
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            path.unlink(missing_ok=True)

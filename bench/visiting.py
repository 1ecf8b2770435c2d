"""Visitors and agents as the doors bench needs them: streams come back, messages are sent until answered."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

_TROUBLE = (OSError, asyncio.IncompleteReadError, ValueError, IndexError, TimeoutError)
Heard = Callable[[str, float], None]


async def ask(
    port: int, method: str, path: str, headers: dict[str, str], body: bytes = b""
) -> tuple[int, bytes]:
    """One request on a connection of its own; raises OSError when the server went away meanwhile."""
    async with asyncio.timeout(30):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(_head(method, path, headers | {"Content-Length": str(len(body))}) + body)
            whole = await reader.read()
        finally:
            writer.close()
    head, _, rest = whole.partition(b"\r\n\r\n")
    if not head:
        raise ConnectionResetError
    return int(head.split()[1]), rest


def _head(method: str, path: str, headers: dict[str, str]) -> bytes:
    told = {"Host": "127.0.0.1", "Connection": "close", **headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode()


async def follow(
    port: int, path: Callable[[], str], headers: dict[str, str], hear: Callable[[str, Any], None]
) -> None:
    """Read a stream until cancelled; whenever it ends, open it again from where one is."""
    while True:
        with suppress(*_TROUBLE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
            try:
                writer.write(_head("GET", path(), headers))
                if b" 200 " in await reader.readline():
                    await _read(reader, hear)
            finally:
                writer.close()
        await asyncio.sleep(random.uniform(0.3, 1.2))


async def _read(reader: asyncio.StreamReader, hear: Callable[[str, Any], None]) -> None:
    name = ""
    while line := await reader.readline():
        if line.startswith(b"event: "):
            name = line[7:].strip().decode()
        elif line.startswith(b"data: "):
            hear(name, json.loads(line[6:]))


@dataclass
class Visitor:
    """One open widget: what it wants to say, and what it has read, each entry once by its id."""

    port: int
    key: str
    chat: int
    number: int
    said: list[str] = field(default_factory=list)
    read: dict[int, str] = field(default_factory=dict)
    ours: list[str] = field(default_factory=list)
    doubled: int = 0
    beats: int = 0
    heard_at: dict[str, float] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def path(self) -> str:
        return f"/chat/talk/live?after={max(self.read, default=0)}&lang=en"

    def hear(self, name: str, data: Any) -> None:
        """An event of the stream."""
        self.beats += name == "beat"
        if name != "entry":
            return
        if data["id"] in self.read:  # the stream may say it again; the widget shows it once
            self.doubled += self.read[data["id"]] != data["text"]
            return
        self.read[data["id"]] = data["text"] if data["from"] != "line" else ""
        if data["from"] == "us":
            self.ours.append(data["text"])
        self.heard_at.setdefault(data["text"], time.perf_counter())

    async def follow(self) -> None:
        """Keep the window open."""
        await follow(self.port, self.path, self.headers, self.hear)

    async def say(self, text: str) -> None:
        """Send it until there is an answer."""
        self.said.append(text)
        body = json.dumps({"once": str(uuid.uuid4()), "text": text}).encode()
        while True:
            with suppress(*_TROUBLE):
                headers = self.headers | {"Content-Type": "application/json"}
                status, _answer = await ask(self.port, "POST", "/chat/talk/send", headers, body)
                if status == 200:
                    return
                assert status in (429, 502, 503), f"a message was refused with {status}"
            await asyncio.sleep(random.uniform(0.2, 0.6))


@dataclass
class Desk:
    """An agent's page of one chat: hears of entries, asks for them as the page does."""

    port: int
    cookie: str
    number: int
    newest: int
    seen_at: dict[str, float] = field(default_factory=dict)
    wanted: asyncio.Event = field(default_factory=asyncio.Event)

    def path(self) -> str:
        return f"/live/conversations/{self.number}/?after={self.newest}"

    def hear(self, name: str, data: Any) -> None:
        if name == "entry" and data["entry"] > self.newest:
            self.wanted.set()

    async def follow(self) -> None:
        await follow(self.port, self.path, {"Cookie": self.cookie}, self.hear)

    async def draw(self, texts: Callable[[], list[str]]) -> None:
        """Fetch what is new whenever something is."""
        headers = {"Cookie": self.cookie, "HX-Request": "true", "HX-Request-Type": "partial"}
        while True:
            await self.wanted.wait()
            self.wanted.clear()
            path = f"/conversations/{self.number}/entries/?after={self.newest}"
            with suppress(*_TROUBLE):
                status, page = await ask(self.port, "GET", path, headers)
                if status != 200:
                    self.wanted.set()
                    await asyncio.sleep(0.3)
                    continue
                now = time.perf_counter()
                if entries := re.findall(rb'data-entry="(\d+)"', page):
                    self.newest = max(self.newest, *map(int, entries))
                for text in texts():
                    if text.encode() in page:
                        self.seen_at.setdefault(text, now)
                continue
            self.wanted.set()
            await asyncio.sleep(0.3)

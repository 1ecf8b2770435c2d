"""From a NOTIFY to the streams of open tabs."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field

import psycopg
from django.db import connection

from bench.report import Report
from bench.scene import Scene, cookies_of
from bench.timing import p50, p95
from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation
from handrail.core.verbs import CHANNEL

STREAMS, AGENTS, NEWS = 50, 10, 30
GOAL = 150.0  # milliseconds
_PAUSE = 0.1  # seconds between two news


@dataclass
class _Tab:
    """One open stream of the inbox; `heard` is when each news came."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    heard: list[float] = field(default_factory=list)

    async def listen(self) -> None:
        while line := await self.reader.readline():
            if line.startswith(b"event: changed"):
                self.heard.append(time.perf_counter())


def measure(scene: Scene, port: int, report: Report) -> None:
    """Open the streams, tell news, and see how long each took to every stream."""
    agents = [scene.agent, *Agent.objects.filter(email__startswith="agent-").order_by("pk")[: AGENTS - 1]]
    cookies = [cookies_of(agent) for agent in agents]
    conversation = Conversation.objects.visible_to(scene.agent).order_by("-pk")[0]
    words = {key: str(value) for key, value in connection.get_connection_params().items() if key in _REACH}
    times = asyncio.run(_news_to_tabs(port, cookies, _payload(conversation), words))
    assert len(times) == STREAMS * NEWS, f"{len(times)} of {STREAMS * NEWS} hints came"
    report.later(
        f"NOTIFY to {STREAMS} streams of {AGENTS} agents",
        f"{p50(times):.1f} ms p50, {p95(times):.1f} p95",
        f"p95 ≤ {GOAL:.0f} ms, drawn",
        reached=p95(times) <= GOAL,
    )


_REACH = ("dbname", "user", "host", "port", "password")


def _payload(conversation: Conversation) -> str:
    hint = {
        "conversation": conversation.pk,
        "number": conversation.number,
        "mailbox": conversation.mailbox_id,
        "entries": [],
    }
    return json.dumps(hint)


async def _news_to_tabs(
    port: int, cookies: list[dict[str, str]], payload: str, words: dict[str, str]
) -> list[float]:
    tabs = [await _open(port, cookies[number % len(cookies)]) for number in range(STREAMS)]
    listening = [asyncio.create_task(tab.listen()) for tab in tabs]
    await asyncio.sleep(1)
    for tab in tabs:
        tab.heard.clear()  # what each stream says at its beginning
    told = []
    async with await psycopg.AsyncConnection.connect(**words, autocommit=True) as database:  # type: ignore[arg-type]
        for _ in range(NEWS):
            told.append(time.perf_counter())
            await database.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])
            await asyncio.sleep(_PAUSE)
    await asyncio.sleep(1)
    for task, tab in zip(listening, tabs, strict=True):
        task.cancel()
        tab.writer.close()
    return [(at - begin) * 1000 for tab in tabs for begin, at in zip(told, tab.heard, strict=False)]


async def _open(port: int, cookies: dict[str, str]) -> _Tab:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    writer.write(f"GET /live/inbox/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
    status = await reader.readline()
    assert b" 200 " in status, f"a stream was refused: {status!r}"
    return _Tab(reader, writer)

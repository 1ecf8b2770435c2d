"""From what one agent saved to what another one sees: 200 streams, 20 lists, 5 conversations, a browser.

A page here is a client that does what the islands do: it hears of a change, waits the same moment, asks for
the part that changed. In a real browser two pages stand beside them and tell when the words were drawn.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from asgiref.sync import sync_to_async
from playwright.async_api import Browser as Chromium
from playwright.async_api import Page, async_playwright

from bench.browser import PARTIAL
from bench.report import Report
from bench.scene import Scene, cookies_of
from bench.timing import p50, p95
from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation
from handrail.conversations.verbs import Words, reply
from handrail.workspace.views.inbox import MOST_ASKED

STREAMS, AGENTS, ON_CONVERSATION, NEWS = 200, 20, 5, 30
GOAL = 150.0  # milliseconds
_BETWEEN = 1.0  # seconds
_TOGETHER = 0.005  # seconds that an island waits for more, as in frontend/islands/stream.ts
LIST = "/inbox/all/?order=newest"
ROWS, COUNTS = f"{LIST}&only=rows", f"{LIST}&only=views"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
_TELL = """(place) => {
  window.drawn = {};
  new MutationObserver(() => requestAnimationFrame(() => {
    const text = document.querySelector(place)?.textContent ?? "";
    for (const [news] of text.matchAll(/News \\d+ of \\d+ in [0-9a-f]{8}/g))
      window.drawn[news] ??= Date.now();
  })).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


@dataclass
class _Client:
    """One person's connection that is kept alive."""

    port: int
    cookie: str
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def open(self, path: str) -> asyncio.StreamReader:
        """Follow a stream."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer = writer
        writer.write(self._head(path))
        status = await reader.readline()
        assert b" 200 " in status, f"a stream was refused: {status!r}"
        return reader

    async def get(self, path: str) -> bytes:
        """A part of a page."""
        if self.reader is None or self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write(self._head(path, **PARTIAL))
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        assert " 200 " in head.split("\r\n")[0], head
        length = next(
            int(line.split(":")[1]) for line in head.split("\r\n") if line.startswith("content-length")
        )
        return await self.reader.readexactly(length)

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()

    def _head(self, path: str, **headers: str) -> bytes:
        told = {"Host": "127.0.0.1", "Cookie": self.cookie, **headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        return f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode()


@dataclass
class _Page:
    """A visible page: hears of changes and draws; `seen` is when each news was there."""

    client: _Client
    path: str
    seen: dict[str, float] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)
    wanted: asyncio.Event = field(default_factory=asyncio.Event)
    news: str = ""
    counting: asyncio.Task[None] | None = None

    def hear(self, number: int) -> None:
        """Something about this conversation is new."""
        self.changed.add(number)
        self.wanted.set()

    async def draw(self) -> None:
        """Ask when something changed, never twice at a time, less often while answers are slow."""
        while True:
            await self.wanted.wait()
            await asyncio.sleep(_TOGETHER)
            self.wanted.clear()
            began = time.time()
            async with self.client.one_at_a_time:
                text = await self.client.get(self._part())
            if entries := re.findall(rb'data-entry="(\d+)"', text):
                self.path = re.sub(r"after=\d+", f"after={int(entries[-1])}", self.path)
            if self.news and self.news.encode() in text:
                self.seen.setdefault(self.news, time.time())
            if self.path == ROWS and self.counting is None:
                self.counting = asyncio.create_task(self._count())
            await asyncio.sleep(max(0.0, began + max(0.15, 3 * (time.time() - began)) - time.time()))

    def _part(self) -> str:
        """The rows that changed, unless they are many; the entries that are new."""
        some = ",".join(map(str, self.changed)) if len(self.changed) <= MOST_ASKED else ""
        self.changed.clear()
        return f"{self.path}&of={some}" if some and self.path == ROWS else self.path

    async def _count(self) -> None:
        """The counts follow the rows half a second later, and not more often than every second and a half."""
        await asyncio.sleep(0.5)
        async with self.client.one_at_a_time:
            await self.client.get(COUNTS)
        await asyncio.sleep(1.0)
        self.counting = None


async def _listen(stream: asyncio.StreamReader, event: bytes, page: _Page | None) -> None:
    heard = b""
    while line := await stream.readline():
        heard = line.split()[1] if line.startswith(b"event: ") else heard
        if page is not None and heard == event and line.startswith(b"data: "):
            told = json.loads(line[6:])
            page.hear(told.get("number") or told["conversation"])


def measure(scene: Scene, port: int, report: Report, about: str = "") -> None:
    """Open everything, let one write, and see how long it takes to be drawn everywhere."""
    report.look_at_the_floor()
    agents = list(Agent.objects.filter(email__startswith="agent-").order_by("pk")[:AGENTS])
    assert len(agents) == AGENTS
    target = Conversation.objects.visible_to(agents[0]).open().order_by("-last_activity_at")[0]
    cookies = ["; ".join(f"{name}={value}" for name, value in cookies_of(agent).items()) for agent in agents]
    pages, drawn = asyncio.run(_run(port, agents[0], cookies, target))
    for name, times in (("in pages", pages), ("in a browser", drawn)):
        shown = f"{p50(times):.0f} ms p50, {p95(times):.0f} p95"
        report.at_most(f"saved → drawn {name}{about}", p95(times), GOAL, "ms p95", shown)


class _Audience:
    """Everybody who looks: their streams, and the pages that are visible."""

    def __init__(self, port: int, cookies: list[str]) -> None:
        self.pages: list[_Page] = []
        self._port, self._cookies = port, cookies
        self._tasks: list[asyncio.Task[None]] = []
        self._clients: list[_Client] = []

    async def come(self, target: Conversation, newest: int) -> None:
        """Streams of 20 people: 20 lists and 5 conversations are visible, of each one in the browser."""
        for number in range(STREAMS - 1):
            shown = self._page(number, ROWS) if number < AGENTS - 1 else None
            await self._follow(number, "/live/inbox/", b"changed", shown)
        for number in range(ON_CONVERSATION - 1):
            shown = self._page(number, f"/conversations/{target.number}/entries/?after={newest}")
            path = f"/live/conversations/{target.number}/?after={newest}"
            await self._follow(number, path, b"entry", shown)

    def leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        for client in self._clients:
            client.close()

    async def _follow(self, number: int, path: str, event: bytes, page: _Page | None) -> None:
        stream = await self._client(number).open(path)
        self._tasks.append(asyncio.create_task(_listen(stream, event, page)))

    def _page(self, number: int, path: str) -> _Page:
        self.pages.append(_Page(self._client(number), path))
        self._tasks.append(asyncio.create_task(self.pages[-1].draw()))
        return self.pages[-1]

    def _client(self, number: int) -> _Client:
        self._clients.append(_Client(self._port, self._cookies[number % AGENTS]))
        return self._clients[-1]


async def _run(
    port: int, author: Agent, cookies: list[str], target: Conversation
) -> tuple[list[float], list[float]]:
    audience = _Audience(port, cookies)
    await audience.come(target, await _newest(target))
    program = os.environ["HANDRAIL_TEST_BROWSER"]
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        conversation = f"/conversations/{target.number}/?view=all"
        looks = [
            await _look(chromium, port, cookies[-1], LIST, "#list"),
            await _look(chromium, port, cookies[-2], conversation, "#timeline"),
        ]
        await asyncio.sleep(2)
        saved = await _write_news(author, target, audience.pages)
        drawn = [await look.evaluate("() => window.drawn") for look in looks]
        await chromium.close()
    audience.leave()
    in_browser = [{news: at / 1000 for news, at in times.items()} for times in drawn]
    return _compare(saved, [page.seen for page in audience.pages]), _compare(saved, in_browser)


async def _look(chromium: Chromium, port: int, cookie: str, path: str, place: str) -> Page:
    context = await chromium.new_context(viewport={"width": 1440, "height": 900})
    name, _, value = cookie.partition("=")
    await context.add_cookies([{"name": name, "value": value, "url": f"http://127.0.0.1:{port}"}])
    page = await context.new_page()
    await page.goto(f"http://127.0.0.1:{port}{path}")
    await page.evaluate(_TELL, place)
    return page


@sync_to_async
def _newest(target: Conversation) -> int:
    return target.entries.order_by("-pk").values_list("pk", flat=True)[0]


async def _write_news(author: Agent, target: Conversation, pages: list[_Page]) -> dict[str, float]:
    saved, run = {}, secrets.token_hex(4)
    save: Callable[[str], Awaitable[None]] = sync_to_async(lambda text: _save(author, target, text))
    for number in range(NEWS):
        news = f"News {number} of {NEWS} in {run}"
        for page in pages:
            page.news = news
        await save(news)
        saved[news] = time.time()
        await asyncio.sleep(_BETWEEN)
    return saved


def _save(author: Agent, target: Conversation, text: str) -> None:
    reply(target, words=Words(text=text), by=author.as_actor(), send=False)


def _compare(saved: dict[str, float], seen: list[dict[str, float]]) -> list[float]:
    """Milliseconds from saved to seen; every page must have seen everything."""
    missing = sum(news not in times for times in seen for news in saved)
    assert not missing, f"{missing} of {len(saved) * len(seen)} news were never drawn"
    return [(times[news] - at) * 1000 for times in seen for news, at in saved.items()]

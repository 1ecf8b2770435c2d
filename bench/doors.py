"""Measure the doors of visitors: a thousand open widgets, two hundred that write, twenty agents who answer.

Usage: python -m bench.doors [--small]

From what a visitor sends to what an agent's page has fetched, and from an agent's answer to what the widget
has heard: first in peace, then while web processes are killed five times. In the end nothing may be missing,
doubled or out of order anywhere. Everything runs on this machine, the visitors and agents too.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import hashlib
import os
import random
import re
import secrets
import signal
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import django
import psutil
from asgiref.sync import sync_to_async

from bench.installation import Installation, installation
from bench.report import Report
from bench.timing import p50, p95
from bench.visiting import Desk, Visitor, ask

GOAL, MOST_MEMORY, WIDGET_WEIGHT, FORM_WEIGHT = 250.0, 50.0, 15.0, 12.0  # ms, kB, kB, kB
PAUSE = 30.0  # seconds between two messages of one visitor, on average
FORM = "bench"
_PACKED = {"Accept-Encoding": "gzip"}
_ASSETS = re.compile(r'(?:href|src)="(/(?:static/build|forms)/[^"?]+\.(?:css|js))[^"]*"')
_STARTED = re.compile(r'process started part="?(web \d)"? pid=(\d+)')


@dataclass(frozen=True)
class Size:
    """How many of each, and for how long (seconds) in peace and under kills."""

    windows: int = 1000
    writing: int = 200
    agents: int = 20
    peace: float = 60
    kills: int = 5


SMALL = Size(100, 20, 4, 20, 2)


@dataclass
class Scene:
    """What was made: visitors with their chats, and who answers them."""

    visitors: list[Visitor]
    desks: dict[int, Desk]
    answer: Callable[[Visitor, str], None]
    widget: str
    sent_at: dict[str, float] = field(default_factory=dict)
    answered_at: dict[str, float] = field(default_factory=dict)
    answers: dict[int, list[str]] = field(default_factory=dict)


def main() -> int:
    """Run all of it; 1 if a goal was missed."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.doors", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--small", action="store_true", help="a tenth of everything, to try it quickly")
    size, report = SMALL if parser.parse_args().small else Size(), Report()
    with installation() as house:
        django.setup()
        report.note("load on this machine", f"{os.getloadavg()[0]:.1f}", f"{os.cpu_count()} processors")
        scene = build(size, house.port)
        asyncio.run(_measure(house, scene, size, report))
    print(f"{report.missed} missed")
    return 1 if report.missed else 0


def build(size: Size, port: int) -> Scene:
    """The company, its agents, a widget, and a chat for each window; the first ones are talking."""
    from bench.scene import cookies_of
    from handrail.accounts.models import Agent
    from handrail.accounts.verbs import create_agent, create_mailbox, grant_access
    from handrail.channels.chat.models import Chat, ChatState, Widget
    from handrail.channels.chat.verbs import Beginning, begin
    from handrail.conversations.models import Conversation
    from handrail.conversations.verbs import Words, reply

    mailbox = create_mailbox(name="Lamp", address="support@lamp.example")
    agents = [
        create_agent(email=f"a{number}@lamp.example", name=f"Agent {number}", password=secrets.token_hex(8))
        for number in range(size.agents)
    ]
    for agent in agents:
        grant_access(mailbox, to=agent)
    widget = Widget.objects.create(name="Bench", mailbox=mailbox)
    _add_form(mailbox)
    visitors, talkers = [], {}
    for number in range(size.windows):
        key = secrets.token_hex(32)
        said = Beginning(hashlib.sha256(key.encode()).hexdigest(), uuid.uuid4(), f"B{number}", language="en")
        chat, _is_new = begin(mailbox, widget=widget, said=said)
        visitors.append(Visitor(port, key, chat.pk, chat.conversation.number, said=[said.text]))
        talkers[chat.pk] = agents[number % size.agents]
    writing = [one.chat for one in visitors[: size.writing]]
    Chat.objects.filter(pk__in=writing).update(state=ChatState.TALKING)
    cookies = {agent.pk: _cookie(cookies_of(agent)) for agent in agents}
    talks = Conversation.objects.in_bulk(writing)
    desks = {
        pk: Desk(port, cookies[talkers[pk].pk], talks[pk].number, talks[pk].entries.latest("pk").pk)
        for pk in writing
    }

    def answer(visitor: Visitor, text: str) -> None:
        by: Agent = talkers[visitor.chat]
        reply(talks[visitor.chat], words=Words(text=text), by=by.as_actor())

    return Scene(visitors, desks, answer, str(widget.public_id))


def _add_form(mailbox: Any) -> None:
    from handrail.accounts.models import Role
    from handrail.accounts.verbs import create_agent
    from handrail.channels.form.building import add_form

    lead = create_agent(email="lead@lamp.example", name="Lead", password=secrets.token_hex(8), role=Role.LEAD)
    add_form(name="Bench", slug=FORM, mailbox=mailbox, by=lead)


def _cookie(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


async def _measure(house: Installation, scene: Scene, size: Size, report: Report) -> None:
    await _weigh(house.port, scene.widget, report)
    tasks = await _open(house, scene, report)
    talk = _Talk(scene, size)
    talk.start()
    await asyncio.sleep(size.peace)
    calm = set(scene.sent_at) | set(scene.answered_at)
    for _ in range(size.kills):
        await asyncio.to_thread(_kill, house, report)
        await asyncio.sleep(5)
    await talk.stop()
    await _settle(scene)
    _judge_times(scene, calm, report)
    await sync_to_async(_judge_words)(scene, size, report)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _weigh(port: int, widget: str, report: Report) -> None:
    """What a page that shows the button has to load, and a form's own page."""
    status, script = await ask(port, "GET", f"/chat/{widget}.js", _PACKED)
    weight = len(script) / 1000 if status == 200 else float("inf")
    report.at_most("widget's script, as it travels", weight, WIDGET_WEIGHT, "kB")
    page = gzip.decompress((await ask(port, "GET", f"/forms/{FORM}/", _PACKED))[1]).decode()
    assets = sorted(set(_ASSETS.findall(page)))
    sizes = [await _size(port, path) for path in (f"/forms/{FORM}/", *assets)]
    about = f"for page and {len(assets)} files: " + " + ".join(f"{size:.1f}" for size in sizes)
    report.at_most("hosted form, CSS and JS, as they travel", sum(sizes), FORM_WEIGHT, "kB", also=about)


async def _size(port: int, path: str) -> float:
    """Kilobytes of an answer, compressed as a browser gets it."""
    status, body = await ask(port, "GET", path, _PACKED)
    return len(body) / 1000 if status == 200 else float("inf")


async def _open(house: Installation, scene: Scene, report: Report) -> list[asyncio.Task[Any]]:
    """Open the agents' pages and a few windows, then all the others, and see what these cost."""
    first, rest = scene.visitors[: len(scene.desks)], scene.visitors[len(scene.desks) :]
    tasks = [asyncio.create_task(one.follow()) for one in first]
    tasks += [asyncio.create_task(desk.follow()) for desk in scene.desks.values()]
    for desk in scene.desks.values():
        said = next(one.said for one in first if one.number == desk.number)
        tasks.append(asyncio.create_task(desk.draw(lambda said=said: said)))  # type: ignore[misc]
    await _until(lambda: all(one.read for one in first))
    await asyncio.sleep(3)
    before = _memory(house)
    tasks += [asyncio.create_task(one.follow()) for one in rest]
    began = time.perf_counter()
    await _until(lambda: all(one.read for one in rest))
    report.note(f"{len(rest)} windows opened", f"{time.perf_counter() - began:.1f} s")
    await asyncio.sleep(5)
    each = (_memory(house) - before) / 1024 / max(len(rest), 1)
    report.judge("memory of an idle window", f"{each:.1f} kB", f"≤ {MOST_MEMORY:.0f} kB", each <= MOST_MEMORY)
    return tasks


def _memory(house: Installation) -> int:
    """Bytes that the web processes alone hold."""
    return sum(psutil.Process(pid).memory_full_info().uss for pid in _webs(house).values())


def _webs(house: Installation) -> dict[str, int]:
    """The web processes that live, by name."""
    started = dict(_STARTED.findall((house.home / "up.log").read_text()))
    return {name: int(pid) for name, pid in started.items() if psutil.pid_exists(int(pid))}


def _kill(house: Installation, report: Report) -> None:
    """SIGKILL to one web process once all are there again."""
    end = time.monotonic() + 40
    while len(webs := _webs(house)) < 2:
        assert time.monotonic() < end, "a web process was not started again"
        time.sleep(0.1)
    name = random.choice(sorted(webs))
    os.kill(webs[name], signal.SIGKILL)
    report.note("killed", name)


class _Talk:
    """Visitors who write now and then; each message is answered once, by the agent who saw it."""

    def __init__(self, scene: Scene, size: Size) -> None:
        self._scene = scene
        self._writers = scene.visitors[: size.writing]
        self._over = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._reply = sync_to_async(scene.answer)

    def start(self) -> None:
        self._tasks = [asyncio.create_task(self._write(one)) for one in self._writers]

    async def stop(self) -> None:
        """Let everybody finish what they have begun."""
        self._over.set()
        await asyncio.gather(*self._tasks)

    async def _write(self, visitor: Visitor) -> None:
        scene, number = self._scene, 0
        await self._pause(random.uniform(0, 1))
        while not self._over.is_set():
            text, answer = f"V{visitor.number}.{number}.", f"A{visitor.number}.{number}."
            scene.sent_at[text] = time.perf_counter()
            await visitor.say(text)
            desk = scene.desks[visitor.chat]
            with suppress(AssertionError):  # nobody answers what they have not seen: then it counts as late
                await _until(lambda text=text, desk=desk: text in desk.seen_at, 60)  # type: ignore[misc]
            scene.answered_at[answer] = time.perf_counter()
            scene.answers.setdefault(visitor.chat, []).append(answer)
            await self._reply(visitor, answer)
            number += 1
            await self._pause(random.uniform(0.5, 1.5))

    async def _pause(self, share: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(share * PAUSE):
                await self._over.wait()


async def _settle(scene: Scene) -> None:
    """Until every window has heard everything; what is missing after half a minute is lost."""

    def done() -> bool:
        return all(
            len(one.ours) >= len(scene.answers.get(one.chat, ())) and len(one.read) >= len(one.said)
            for one in scene.visitors
        )

    with_time = time.monotonic() + 30
    while not done() and time.monotonic() < with_time:
        await asyncio.sleep(0.1)
    await asyncio.sleep(1)


def _judge_times(scene: Scene, calm: set[str], report: Report) -> None:
    seen = {text: at for desk in scene.desks.values() for text, at in desk.seen_at.items()}
    heard = {text: at for one in scene.visitors for text, at in one.heard_at.items()}
    for name, begun, arrived in (
        ("visitor → agent's page", scene.sent_at, seen),
        ("agent → visitor's window", scene.answered_at, heard),
    ):
        times = {text: (arrived[text] - at) * 1000 for text, at in begun.items() if text in arrived}
        peace = [value for text, value in times.items() if text in calm]
        kills = [value for text, value in times.items() if text not in calm]
        late = sum(text not in arrived for text in begun)
        report.judge(f"{name}, not there after a minute", str(late), "0", not late)
        shown = f"{p50(peace):.0f} ms p50, {p95(peace):.0f} p95"
        report.at_most(name, p95(peace), GOAL, "ms p95", shown, f"of {len(peace)}")
        if kills:
            told = f"{p50(kills):.0f} ms p50, {p95(kills):.0f} p95"
            report.note(f"{name}, while processes are killed", told, f"of {len(kills)}")


def _judge_words(scene: Scene, size: Size, report: Report) -> None:
    """What stands on the timeline, what each window shows, and what was meant: all the same, in order."""
    from handrail.channels.chat.models import Told

    lost = doubled = disordered = 0
    for one in scene.visitors:
        shown = [text for _place, text in sorted(one.read.items()) if text]
        kept = (
            Told.objects.filter(chat=one.chat).order_by("pk").values_list("entry__message__text", flat=True)
        )
        stands = [text for text in kept if text]
        meant = [*one.said, *scene.answers.get(one.chat, [])]
        lost += len(set(meant) - set(shown)) + len(set(meant) - set(stands))
        doubled += len(shown) - len(set(shown)) + len(stands) - len(set(stands)) + one.doubled
        of_visitor = [text for text in shown if text in set(one.said)]
        of_agent = [text for text in shown if text in set(scene.answers.get(one.chat, []))]
        is_in_order = (of_visitor, of_agent) == (one.said, scene.answers.get(one.chat, []))
        disordered += not (is_in_order and shown == stands)
    count = sum(len(one.said) for one in scene.visitors) + sum(map(len, scene.answers.values()))
    about = f"{size.kills} kills, {count} messages in {len(scene.visitors)} windows"
    report.judge(
        "lost, doubled, out of order",
        f"{lost}, {doubled}, {disordered}",
        f"0, 0, 0; {about}",
        not (lost or doubled or disordered),
    )


async def _until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.005 if seconds < 60 else 0.02)


if __name__ == "__main__":
    sys.exit(main())

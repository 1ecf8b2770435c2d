"""Two web nodes behind a proxy are restarted in turn while people work: no request fails, nothing is lost.

The proxy is a small one of the test's own that does what nginx, Caddy and HAProxy do: it asks /healthz,
leaves a node that says no, and tries the other one when a connection is refused. It never sends a request
twice.
"""

from __future__ import annotations

import itertools
import re
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from bench.browser import Browser
from handrail.ops.tests.program import Up, run, until
from tests.faults.nodes import join, settings_beside
from tests.made import give_tables

pytestmark = pytest.mark.faults

PEOPLE, ROUNDS = 4, 2
EMAIL, PASSWORD = "restless@lamp.example", "a long walk uphill"
ENOUGH = 100  # requests: a busy machine needs more rounds for them
LEAVING = "1"  # seconds


class Proxy:
    """Knows which nodes are well; gives each request a connection of its own."""

    def __init__(self, nodes: list[Up]) -> None:
        self.nodes = nodes
        self._turn = itertools.cycle(range(len(nodes)))
        self._well = [True] * len(nodes)
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()

    def stop(self) -> None:
        self._over.set()
        self._watch.join()

    def ask(self, cookies: dict[str, str], request: Callable[[Browser], str]) -> str:
        """Send the request to a node that is well; only a refused connection is tried elsewhere."""
        for _ in range(20):
            node = next(self._turn)
            if not self._well[node]:
                continue
            try:
                return request(Browser(self.nodes[node].port, cookies))
            except ConnectionRefusedError:
                self._well[node] = False
            time.sleep(0.01)
        raise AssertionError("no node answered")

    def _look(self) -> None:
        while not self._over.wait(0.2):
            self._well = [node.process.poll() is None and node.answers() for node in self.nodes]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """The database's, which runs alone there."""
    home = tmp_path / "database"
    made = ("createagent", EMAIL, "--name", "Restless", "--role", "owner", "--password-stdin")
    give_tables(home)
    for command in (("sample", "--size", "40"), made):
        done = run(home, *command, given=PASSWORD)
        assert done.returncode == 0, done.stderr
    database = Up(home, "--only", "database")
    until(lambda: _reachable(home), 30)
    yield home
    database.stop()


def test_no_request_fails_and_no_note_is_lost_or_doubled(home: Path, tmp_path: Path) -> None:
    nodes = [_start(home, tmp_path / f"node-{number}") for number in (1, 2)]
    proxy = Proxy(nodes)
    over = threading.Event()
    people = [Person(proxy, over) for _ in range(PEOPLE)]
    try:
        for person in people:
            person.start()
        for turn in itertools.count():
            if turn >= ROUNDS * len(nodes) and sum(person.requests for person in people) > ENOUGH:
                break
            _restart(proxy, turn % len(nodes), home, tmp_path)
        over.set()
        for person in people:
            person.join(timeout=30)
        _compare(home, people)
    finally:
        over.set()
        proxy.stop()
        for node in proxy.nodes:
            node.stop()


class Person(threading.Thread):
    """Reads the list, opens what is in it, writes notes, until told that it is enough."""

    def __init__(self, proxy: Proxy, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.written: list[str] = []
        self.failed: list[str] = []
        self.requests = 0
        self._proxy, self._over = proxy, over
        self._browser = Browser(proxy.nodes[0].port)
        self._browser.sign_in(EMAIL, PASSWORD)

    def run(self) -> None:
        while not self._over.is_set():
            try:
                self._work()
            except Exception as error:  # the test counts them
                self.failed.append(repr(error))

    def _work(self) -> None:
        page = self._ask(lambda browser: browser.get("/inbox/all/").text)
        number = re.findall(r'data-number="(\d+)"', page)[self.requests % 20]
        self._ask(lambda browser: browser.get(f"/conversations/{number}/?view=all").text)
        text = f"note {uuid.uuid4()}"
        self._ask(lambda browser: _note(browser, number, text))
        self.written.append(text)

    def _ask(self, request: Callable[[Browser], str]) -> str:
        self.requests += 1
        return self._proxy.ask(self._browser.cookies, request)


def _note(browser: Browser, number: str, text: str) -> str:
    path = f"/conversations/{number}/reply/?view=all"
    return browser.post(path, partial=True, kind="note", text=text, after="stay").text


def _start(home: Path, folder: Path, **more: str) -> Up:
    node = join(home, folder, "web", "worker", HANDRAIL_LEAVE_SECONDS=LEAVING, **more)
    until(node.answers, 60)
    return node


def _restart(proxy: Proxy, number: int, home: Path, folder: Path) -> None:
    """As an administrator does it: stop one, start it again, go on when it answers."""
    time.sleep(1)
    old = proxy.nodes[number]
    assert old.stop() < 24  # a second to leave, at most twenty for what is under way, and the end
    proxy.nodes[number] = _start(home, folder / f"node-{number + 1}", PORT=str(old.port))


def _compare(home: Path, people: list[Person]) -> None:
    requests, failed = sum(one.requests for one in people), [why for one in people for why in one.failed]
    print(f"\n{requests} requests, {len(failed)} failed")
    assert failed == []
    written = Counter(text for one in people for text in one.written)
    with psycopg.connect(settings_beside(home)["DATABASE_URL"]) as database:
        kept = database.execute("SELECT text FROM conversations_message WHERE text LIKE 'note %'").fetchall()
        entries = database.execute(
            "SELECT count(*) FROM conversations_entry JOIN conversations_message ON entry_id = id"
            " WHERE text LIKE 'note %'"
        ).fetchone()
    assert Counter(text for (text,) in kept) == written
    assert entries == (sum(written.values()),)


def _reachable(home: Path) -> bool:
    try:
        psycopg.connect(settings_beside(home)["DATABASE_URL"], connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True

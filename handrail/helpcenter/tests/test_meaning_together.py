"""Many who ask at once what their questions mean, and a process that knows meanings but is slow."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from handrail.helpcenter.meaning import asking
from handrail.helpcenter.meaning.asking import meaning_of
from handrail.helpcenter.meaning.together import Together


class Model:
    """Answers when it is let; `calls` is what it was asked for, call by call."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.is_asked, self.may_answer = threading.Event(), threading.Event()

    def encode(self, texts: Sequence[str]) -> list[str]:
        self.calls.append(list(texts))
        self.is_asked.set()
        assert self.may_answer.wait(10)
        if "bad" in texts:
            raise ValueError("bad")
        return [f"[{text}]" for text in texts]


def _ask(together: Together, found: dict[str, list[str] | str], *texts: str) -> threading.Thread:
    def run() -> None:
        try:
            found[texts[0]] = together.meanings(texts)
        except ValueError as error:
            found[texts[0]] = str(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def _until(together: Together, many: int) -> None:
    for _ in range(1000):
        if len(together._waiting) == many:
            return
        threading.Event().wait(0.005)
    raise AssertionError(f"{len(together._waiting)} wait, not {many}")


def test_questions_of_many_are_answered_in_one_call_and_before_a_long_portion() -> None:
    model, found = Model(), dict[str, list[str] | str]()
    together = Together(model.encode)
    threads = [_ask(together, found, "first")]
    assert model.is_asked.wait(10)
    portion = [f"sentence {number}" for number in range(16)]
    threads += [_ask(together, found, *portion)]
    threads += [_ask(together, found, f"question {number}") for number in range(9)]
    _until(together, 9)
    model.may_answer.set()
    for thread in threads:
        thread.join(10)
    assert [len(call) for call in model.calls] == [1, 9, 16]
    assert all(found[f"question {number}"] == [f"[question {number}]"] for number in range(9))
    assert found["sentence 0"] == [f"[{one}]" for one in portion]


def test_what_cannot_be_understood_costs_the_others_nothing() -> None:
    model, found = Model(), dict[str, list[str] | str]()
    together = Together(model.encode)
    threads = [_ask(together, found, "first")]
    assert model.is_asked.wait(10)
    threads += [_ask(together, found, one) for one in ("bad", "good")]
    _until(together, 2)
    model.may_answer.set()
    for thread in threads:
        thread.join(10)
    assert found == {"first": ["[first]"], "bad": "bad", "good": ["[good]"]}


@pytest.fixture
def silent(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A process that takes every question and answers none; who asks it is counted by `asked`."""
    path = tmp_path_factory.mktemp("m") / "socket"
    monkeypatch.setattr(asking, "_asking", asking._Asking())
    monkeypatch.setattr(asking, "socket_path", lambda: path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        thread = threading.Thread(target=_swallow, args=(listening,), daemon=True)
        thread.start()
        yield path
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(10)


def _swallow(listening: socket.socket) -> None:
    count = 0
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        with connection:
            if connection.recv(1000) == b"how many?":
                connection.sendall(bytes([count]))
            count += 1
            connection.recv(1)  # until the caller has enough


def _asked(path: Path) -> int:
    """How many asked before."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(path))
        connection.sendall(b"how many?")
        return connection.recv(1)[0]


def test_a_page_that_waited_in_vain_keeps_nobody_from_waiting_longer(silent: Path) -> None:
    assert meaning_of("a page asks", seconds=0.05) is None
    assert meaning_of("so does the next one", seconds=0.05) is None
    assert _asked(silent) == 1  # the next one did not: it would have waited in vain, too
    assert meaning_of("somebody chats", seconds=0.2) is None
    assert meaning_of("somebody else chats", seconds=0.2) is None
    assert _asked(silent) == 3  # one page, one question how many, one chat


def test_where_nobody_is_there_nobody_asks_for_a_while(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    state = asking._Asking()
    monkeypatch.setattr(asking, "_asking", state)
    monkeypatch.setattr(asking, "socket_path", lambda: tmp_path / "nobody")
    assert meaning_of("a page asks", seconds=0.05) is None
    assert state.rests(60)

"""From nothing to a running Handrail, and back."""

from __future__ import annotations

import gc
import logging
import os
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

from handrail.core.database import is_embedded, socket_folder
from handrail.core.environment import Environment
from handrail.core.room import is_full
from handrail.ops.database import wait_for_server
from handrail.ops.errors import RefusedError
from handrail.ops.home import Claim, check_home
from handrail.ops.postgres import AlreadyRunningError, Postgres, PostgresError
from handrail.ops.up import signals
from handrail.ops.up.backoff import Backoff
from handrail.ops.up.family import Family, Member
from handrail.ops.up.forks import fork_and_wait
from handrail.ops.up.listening import bind

log = logging.getLogger("handrail.ops")
_CHILDREN_GRACE = 3.0  # seconds, and
_DATABASE_GRACE = 1.0  # seconds: together less than the five in which everything has stopped
_WEB_END = 1.0  # seconds a web process needs after its last answer


def up(env: Environment, parts: frozenset[str], *, sample: bool = False) -> int:
    """Run the parts ("database", "web", "worker", "mail") until asked to stop; returns the exit code.

    Raises `RefusedError` when a setting or another process is in the way. Call it from the main thread.
    """
    if parts == {"database"} and not is_embedded(env):
        raise RefusedError("DATABASE_URL names a server of your own: there is no database to run here.")
    check_home(env)
    signals.raise_on_stop()
    try:
        with ExitStack() as stack:
            for part in sorted(parts):
                stack.callback(Claim(env.home, part).release)
            _Supervisor(env, parts, stack).run(sample=sample)
    except signals.StopAsked:
        pass
    return 0


class _Supervisor:
    def __init__(self, env: Environment, parts: frozenset[str], stack: ExitStack) -> None:
        self._env = env
        self._parts = parts
        self._stack = stack
        self._server: Postgres | None = None
        self._backoff = Backoff()

    def run(self, *, sample: bool) -> None:
        listening = bind(self._env) if "web" in self._parts else None
        self._start_database()
        self._prepare(sample=sample)
        with signals.held_back():
            family = self._family(listening)
            self._stack.callback(family.stop, self._children_grace)
            if listening is not None:
                # Before the children end: what came in while nobody accepts would be lost without an answer.
                self._stack.callback(listening.close)
            family.tend()
            self._greet()
            self._watch(family)

    def _start_database(self) -> None:
        if "database" not in self._parts or not is_embedded(self._env):
            wait_for_server(self._env)
            return
        server = Postgres(self._env.home, socket_folder(self._env))
        self._stack.callback(server.stop, _DATABASE_GRACE)
        _start_when_free(server)
        self._backoff.start(time.monotonic())
        self._server = server

    def _prepare(self, *, sample: bool) -> None:
        from handrail.ops.up.preparing import prepare

        prepare(migrate="database" in self._parts, static="web" in self._parts, sample=sample)

    def _family(self, listening: socket.socket | None) -> Family:
        members: list[Member] = []
        if listening is not None:
            from handrail.ops.up import web

            web.preload()
            listening.listen(web.BACKLOG)
            names = [f"web {number}" for number in range(1, self._env.number("HANDRAIL_WEB_PROCESSES") + 1)]
            serve = partial(web.serve, listening, leave_seconds=self._leave_seconds)
            members += [Member(name, partial(serve, name)) for name in names]
        for one in _background(self._parts):
            members.append(Member(one.name, partial(_unheard, listening, one.run)))
        gc.collect()
        gc.freeze()  # what is loaded now is never looked at again, so its pages stay shared
        return Family(members)

    @property
    def _children_grace(self) -> float:
        if "web" not in self._parts:
            return _CHILDREN_GRACE
        from handrail.ops.up import web

        return self._leave_seconds + web.grace(self._leave_seconds) + _WEB_END

    @property
    def _leave_seconds(self) -> int:
        return self._env.number("HANDRAIL_LEAVE_SECONDS")

    def _greet(self) -> None:
        if "web" in self._parts:
            from handrail.ops.up.greeting import greet

            with signals.let_through():
                fork_and_wait(partial(greet, self._env))

    def _watch(self, family: Family) -> None:
        while signals.next_signal(1.0) not in signals.STOP:
            self._tend_database()
            family.tend()
        signals.ignore_stop()
        log.info("stopping", extra={"pid": os.getpid()})

    def _tend_database(self) -> None:
        server, now = self._server, time.monotonic()
        if server is None or server.is_alive() or now < self._backoff.due:
            return
        log.error("database died", extra={"part": "database"})
        self._backoff.died(now)
        self._backoff.start(now)  # a start that fails is a short life: the next one waits longer
        try:
            with signals.let_through():
                server.start()
        except PostgresError as error:
            log.error(
                "database does not start: the disk is full" if is_full() else "database does not start",
                extra={"says": str(error), "again_in": self._backoff.due - now},
            )
        else:
            self._backoff.start(time.monotonic())


def _unheard(listening: socket.socket | None, run: Callable[[], None]) -> None:
    """Run, in its own process, what answers no requests.

    Its copy of the listening socket would let the kernel take connections after the web processes have ended.
    """
    if listening is not None:
        listening.close()
    run()


def _background(parts: frozenset[str]) -> list[Member]:
    """Mail is fetched inside the worker where both run: that costs less memory."""
    from handrail.ops.up import worker
    from handrail.ops.up.meaning import serve_when_asked

    meaning = [Member("meaning", serve_when_asked)] if parts & {"web", "worker"} else []
    if parts >= {"worker", "mail"}:
        return [Member("worker", worker.work_and_fetch), *meaning]
    alone = {"worker": worker.work, "mail": worker.fetch}
    return [*(Member(part, run) for part, run in alone.items() if part in parts), *meaning]


def _start_when_free(server: Postgres) -> None:
    """Start the server; a command that runs it at the moment has a minute to end."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return server.start()
        except AlreadyRunningError:
            if time.monotonic() > deadline:
                raise RefusedError(
                    "Another command of Handrail has the database open: end it, then start again."
                ) from None
            time.sleep(0.1)

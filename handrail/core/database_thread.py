"""A thread of our own that keeps one database connection, for coroutines that must ask the database."""

from __future__ import annotations

import asyncio
import contextvars
import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, close_old_connections, connections

_DISK_FULL = "53100"  # SQLSTATE
P = ParamSpec("P")
R = TypeVar("R")


class DatabaseThread:
    """One thread, started when first used; its connection is checked before each call, mended and kept.

    `idle_seconds`: the connection is given back after so long without a call; None keeps it.
    """

    def __init__(self, name: str, idle_seconds: float | None = None) -> None:
        self._name = name
        self._idle_seconds = idle_seconds
        self._executor: ThreadPoolExecutor | None = None
        self._idle: asyncio.TimerHandle | None = None

    async def run(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call `function` in the thread, after the calls made before; raise what it raises."""
        call = functools.partial(contextvars.copy_context().run, _connected, function, *args, **kwargs)
        result = await asyncio.get_running_loop().run_in_executor(self._threads(), call)
        self._restart_idle()
        return result

    def stop(self) -> None:
        """Close the connection and end the thread once its work is done; a later call starts it anew."""
        if self._idle is not None:
            self._idle.cancel()
        if self._executor is not None:
            self._executor.submit(connections.close_all)
            self._executor.shutdown(wait=False)
            self._executor = None

    def _threads(self) -> ThreadPoolExecutor:
        if self._executor is None:
            self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=self._name)
        return self._executor

    def _restart_idle(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        if self._idle_seconds is not None:
            self._idle = asyncio.get_running_loop().call_later(self._idle_seconds, self.stop)


def _connected(function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    close_old_connections()
    try:
        return function(*args, **kwargs)
    finally:
        close_old_connections()


def is_database_away(error: BaseException | None) -> bool:
    """Whether `error` says that the server cannot be reached, as opposed to refusing one statement.

    SQLSTATE classes: 08 connection exception, 57P server going down or starting,
    53300 too many connections; none at all: the connection broke or was never made.
    """
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(("08", "57P", "53300"))


def is_disk_full(error: BaseException | None) -> bool:
    """Whether the server had no room to store something; it has then stored nothing of that transaction."""
    return getattr(getattr(error, "__cause__", None), "sqlstate", None) == _DISK_FULL

"""Django's pages: a WSGI application in one thread that keeps its database connection."""

from __future__ import annotations

import logging
import sys
from typing import IO, Any

from a2wsgi.wsgi import build_environ
from django.core.signals import got_request_exception
from django.db import connections

from handrail.core.asgi_types import Scope
from handrail.core.database_thread import DatabaseThread, is_database_away, is_disk_full
from handrail.core.room import is_full
from handrail.core.shell.limits import Limits
from handrail.core.shell.notices import Refusal
from handrail.core.shell.responses import Environ, Response, WsgiApplication, collect, compress

PAGES_WAITING = "handrail.pages_waiting"  # how many of this process's pages waited when this one came
_TROUBLE = "handrail.trouble"
log = logging.getLogger(__name__)


class Pages:
    """Answers requests one after the other; refuses when too many wait."""

    def __init__(self, application: WsgiApplication, limits: Limits) -> None:
        self._application = application
        self._limits = limits
        self._thread = DatabaseThread("page")
        self._waiting = 0
        got_request_exception.connect(_note_trouble, dispatch_uid=__name__)

    async def answer(self, scope: Scope, body: IO[bytes], size: int) -> Response:
        """The page's whole response; raises Refusal when busy, broken, or without a database."""
        if self._waiting >= self._limits.pages_waiting:
            raise Refusal("busy")
        self._waiting += 1
        try:
            environ = _environ(scope, body, size) | {PAGES_WAITING: self._waiting - 1}
            return await self._thread.run(self._answer, environ)
        finally:
            self._waiting -= 1

    def stop(self) -> None:
        """End the page thread once it has answered what waits."""
        self._thread.stop()

    def _answer(self, environ: Environ) -> Response:
        try:
            response = collect(self._application, environ, self._limits)
        except Exception as error:
            # Without a database Django's own error page may fail too; the cause was noted before.
            trouble = environ.get(_TROUBLE) or _trouble(error)
            if not trouble:
                log.exception("A page failed outside of Django's error handling")
            raise _refusal(trouble or "broken") from error
        if trouble := environ.get(_TROUBLE):
            response.body.close()
            raise _refusal(trouble)
        compress(response, environ, self._limits)
        return response


def _refusal(trouble: str) -> Refusal:
    connections.close_all()
    if trouble == "database_away" and is_full():
        trouble = "disk_full_away"
    return Refusal(trouble)


def _trouble(error: BaseException | None) -> str:
    """The name of the notice for what is wrong with the database, or ""."""
    if is_disk_full(error):
        return "disk_full"
    return "database_away" if is_database_away(error) else ""


def _note_trouble(request: Any = None, **_: object) -> None:
    """Django made a page of the error already; leave word in the environ, which is the request's META."""
    if request is not None and (trouble := _trouble(sys.exc_info()[1])):
        request.META[_TROUBLE] = trouble


def _environ(scope: Scope, body: IO[bytes], size: int) -> Environ:
    """WSGI's view of the request.

    Names with an underscore are left out: `x_real_ip` would pass for `x-real-ip`.
    """
    headers = [
        (name, value) for name, value in scope["headers"] if b"_" not in name and name not in _BODY_HEADERS
    ]
    request: Any = {**scope, "headers": headers}
    stream: Any = body
    environ: Environ = dict(build_environ(request, stream))
    environ |= {"CONTENT_LENGTH": str(size), "wsgi.errors": sys.stderr, "wsgi.multithread": False}
    return environ


_BODY_HEADERS = {b"content-length", b"transfer-encoding", b"expect"}

"""The database goes away and comes back under a running web process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from psycopg import sql

from handrail.core.database_thread import is_database_away
from handrail.core.models import Failure
from handrail.core.tests.serving import Served, served, until

may_answer = threading.Event()
asked = threading.Event()


def backend(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return HttpResponse(str(cursor.fetchone()[0]))


def waiting(request: HttpRequest) -> HttpResponse:
    asked.set()
    may_answer.wait(10)
    return HttpResponse("done")


def saving(request: HttpRequest) -> HttpResponse:
    """Saves one thing, and finds no room for the other."""
    with transaction.atomic():
        Failure.objects.create(what="saving", subject="1", error="x")
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$")
    return HttpResponse("saved")


urlpatterns = [path("", backend), path("waiting/", waiting), path("saving/", saving)]


@pytest.fixture
def web(settings: Any, transactional_db: None) -> Iterator[Served]:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    with served(WSGIHandler()) as here:
        yield here


@contextmanager
def database_away() -> Iterator[None]:
    """Nobody can connect, and who was connected no longer is."""
    parameters = connection.get_connection_params() | {"autocommit": True}
    name = parameters.pop("dbname")
    connection.close()
    for made_for_django in ("cursor_factory", "context"):
        parameters.pop(made_for_django)
    switch = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with psycopg.connect(dbname="postgres", **parameters) as admin:
        admin.execute(switch.format(sql.Identifier(name), sql.SQL("false")))
        try:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            yield
        finally:
            admin.execute(switch.format(sql.Identifier(name), sql.SQL("true")))


def test_the_page_thread_keeps_its_connection(web: Served) -> None:
    assert web.request("/")[1] == web.request("/")[1] != b""


def test_without_a_database_pages_say_so_and_come_back_by_themselves(web: Served) -> None:
    assert web.request("/")[0].status == web.request("/healthz")[0].status == 200
    with database_away():
        response, text = web.request("/")
        assert (response.status, response.headers["Retry-After"]) == (503, "3")
        assert "Handrail cannot reach its database" in text.decode()
        until(lambda: web.request("/healthz")[0].status == 503)
        until(lambda: not web.hub.listening.is_set())
    assert web.request("/")[0].status == 200
    until(lambda: web.request("/healthz")[0].status == 200)
    until(web.hub.listening.is_set)


def test_without_room_on_the_disk_a_page_says_so_and_nothing_is_half_saved(web: Served) -> None:
    response, text = web.request("/saving/")
    assert response.status == 507
    assert "no room left on the disk" in text.decode()
    assert "Nothing of this was saved" in text.decode()
    assert not Failure.objects.exists()
    assert web.request("/")[0].status == 200


def test_a_database_that_is_away_because_the_disk_is_full_says_so(
    web: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handrail.core.room.free_bytes", lambda _env=None: 1024)
    monkeypatch.setattr("handrail.core.room.is_embedded", lambda _env: True)
    web.request("/")
    with database_away():
        response, text = web.request("/")
        assert (response.status, response.headers["Retry-After"]) == (503, "3")
        assert "The disk is full" in text.decode()


def test_a_connection_lost_between_two_pages_is_not_noticed(web: Served) -> None:
    pid = int(web.request("/")[1])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    response, text = web.request("/")
    assert response.status == 200
    assert int(text) != pid


def test_health_is_told_while_a_page_takes_its_time(web: Served) -> None:
    asked.clear()
    may_answer.clear()
    with web.raw(b"GET /waiting/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") as client:
        assert asked.wait(5)
        assert web.request("/healthz")[1] == b"ok\n"
        may_answer.set()
        assert client.recv(100).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("state", "away"), [(None, True), ("57P01", True), ("40P01", False), ("57014", False)]
)
def test_a_refused_statement_is_no_lost_database(state: str | None, away: bool) -> None:
    error = OperationalError()
    error.__cause__ = psycopg.OperationalError()
    error.__cause__.sqlstate = state
    assert is_database_away(error) is away

"""The hub under real conditions: cut connections, slow readers, people who sign out."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model, login, logout
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import Http404, HttpRequest

from handrail.core.live import Event, Hub, LiveLimits, Payload, check_agent, watch_sign_out
from handrail.core.tests.serving import Served, served, until

pytestmark = pytest.mark.django_db(transaction=True)


class Bell:
    """A thing to follow: rings are kept in a list, the notification is only the news of them."""

    def __init__(self) -> None:
        self.rings: list[int] = []
        self.size = 0
        self.gone = False

    def open(self, agent_id: int, args: Sequence[str]) -> Bell:
        if self.gone or list(args) not in ([], ["loud"]):
            raise Http404
        return self

    def accepts(self, payload: Payload) -> list[Event]:
        return [self.event(payload["ring"])]

    def backlog(self, after: int | None, *, cut: bool) -> list[Event]:
        return [self.event(ring) for ring in self.rings if ring > (after or 0)][:2]

    def event(self, ring: int) -> Event:
        return Event("ring", {"ring": ring, "sound": "x" * self.size}, id=ring)


class Tower:
    """A server whose hub has one bell, and Ada, who is signed in."""

    def __init__(self, web: Served, bell: Bell, session: str, ada: Any) -> None:
        self.web, self.bell, self.session, self.ada = web, bell, session, ada

    def ring(self, ring: int) -> None:
        self.bell.rings.append(ring)
        notify(json.dumps({"ring": ring}))

    def follow(self, path: str = "/live/bell/", **more: Any) -> Any:
        return self.web.follow(path, self.session, **more)


def notify(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('handrail', %s)", [text])


def request_of(session: SessionStore) -> HttpRequest:
    request = HttpRequest()
    request.session = session
    return request


def sign_in(agent: Any) -> SessionStore:
    session = SessionStore()
    login(request_of(session), agent, backend="django.contrib.auth.backends.ModelBackend")
    session.save()
    return session


def no_pages(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [])
    return [b"page"]


LIMITS = LiveLimits(beat=0.3, check=0.5, probe=0.3, queue=10, per_agent=3, send=20)


@pytest.fixture
def tower(request: pytest.FixtureRequest, settings: Any) -> Iterator[Tower]:
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
    ada = get_user_model().objects.create(email="ada@lamp.example", name="Ada")
    bell, hub = Bell(), Hub(getattr(request, "param", LIMITS))
    hub.register("bell", bell)
    with served(no_pages, hub) as web:
        until(hub.listening.is_set)
        yield Tower(web, bell, str(sign_in(ada).session_key), ada)


def test_a_ring_is_heard_by_everybody_who_follows(tower: Tower) -> None:
    first, second = tower.follow(), tower.follow("/live/bell/loud/")
    until(lambda: tower.web.hub.count(tower.ada.pk) == 2)
    tower.ring(1)
    assert first.next().data == second.next().data == {"ring": 1, "sound": ""}


def test_the_answer_is_a_stream_that_no_proxy_holds_back(tower: Tower) -> None:
    follower = tower.follow(headers={"Accept-Encoding": "gzip"})
    assert follower.response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert follower.response.headers["Cache-Control"] == "no-cache"
    assert follower.response.headers["X-Accel-Buffering"] == "no"
    assert follower.response.headers["Content-Encoding"] is None
    assert [follower.next(beats=True).name for _ in range(3)] == ["beat"] * 3


def test_the_browsers_own_cursor_is_newer_than_the_address(tower: Tower) -> None:
    tower.bell.rings = [1, 2, 3, 4, 5, 6]
    follower = tower.follow("/live/bell/?after=1", headers={"Last-Event-ID": "2"})
    assert [follower.next().id for _ in range(4)] == [3, 4, 5, 6]


def test_what_came_while_the_hub_was_cut_off_is_caught_up(tower: Tower) -> None:
    follower = tower.follow("/live/bell/?after=0")
    tower.ring(1)
    assert follower.next().id == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'handrail live'"
        )
    tower.bell.rings += [2, 3, 4]  # nobody was told
    assert [follower.next().id for _ in range(3)] == [2, 3, 4]
    until(tower.web.hub.listening.is_set)
    tower.ring(5)
    assert follower.next().id == 5
    assert follower.quiet()


def test_an_event_that_comes_twice_is_sent_once(tower: Tower) -> None:
    tower.bell.rings = [1, 2]
    follower = tower.follow("/live/bell/?after=0")
    assert [follower.next().id, follower.next().id] == [1, 2]
    for ring in (1, 2, 3):
        notify(json.dumps({"ring": ring}))
    assert follower.next().id == 3
    assert follower.quiet()


def test_who_does_not_read_is_let_go_and_holds_nobody_up(tower: Tower) -> None:
    tower.bell.size = 300_000
    sleeper = tower.follow("/live/bell/?after=0")
    until(lambda: tower.web.hub.count(tower.ada.pk) == 1)
    for ring in range(1, 60):
        tower.ring(ring)
    until(lambda: tower.web.hub.count(tower.ada.pk) == 0)
    assert tower.web.request("/")[1] == b"page"
    sleeper.close()


def test_a_closed_tab_leaves_nothing(tower: Tower) -> None:
    follower = tower.follow()
    until(lambda: tower.web.hub.count(tower.ada.pk) == 1)
    follower.close()
    until(lambda: tower.web.hub.count(tower.ada.pk) == 0)


def test_one_agent_cannot_take_all_streams(tower: Tower) -> None:
    followers = [tower.follow() for _ in range(3)]
    assert [follower.status for follower in followers] == [200] * 3
    assert tower.follow().status == 429
    followers[0].close()
    until(lambda: tower.follow().status == 200)


@pytest.mark.parametrize("tower", [LiveLimits(per_process=1)], indirect=True)
def test_a_full_process_sends_the_next_to_another(tower: Tower) -> None:
    taken, refused = tower.follow(), tower.follow()
    assert taken.status == 200
    assert (refused.status, refused.response.headers["Retry-After"]) == (503, "3")


@pytest.mark.parametrize(
    ("path", "session", "status"),
    [
        ("/live/bell/", "", 401),
        ("/live/bell/", "no-such-session", 401),
        ("/live/bell/quiet/", None, 404),
        ("/live/bell", None, 404),
        ("/live/drum/", None, 404),
        ("/live/bell/?after=yesterday", None, 400),
        ("/live/bell/?after=99999999999999999999", None, 400),
    ],
)
def test_who_may_not_is_told_so(tower: Tower, path: str, session: str | None, status: int) -> None:
    key = tower.session if session is None else session
    assert tower.web.follow(path, key).status == status


def test_a_stream_is_only_read(tower: Tower) -> None:
    assert tower.web.request("/live/bell/", "POST", b"x")[0].status == 405


def test_a_stream_ends_when_its_thing_may_no_longer_be_seen(tower: Tower) -> None:
    follower = tower.follow()
    tower.bell.gone = True
    assert follower.next() is None
    assert tower.follow().status == 404


@pytest.mark.parametrize("tower", [LiveLimits(check=3600)], indirect=True)
def test_signing_out_ends_the_streams_of_that_session_only(tower: Tower) -> None:
    watch_sign_out()
    elsewhere = sign_in(tower.ada)
    here, there = tower.follow(), tower.web.follow("/live/bell/", str(elsewhere.session_key))
    until(lambda: tower.web.hub.count(tower.ada.pk) == 2)
    request = request_of(elsewhere)
    request.user = tower.ada
    logout(request)
    assert there.next() is None
    tower.ring(1)
    assert here.next().id == 1


@pytest.mark.parametrize("tower", [LiveLimits(check=3600)], indirect=True)
def test_an_agent_who_lost_access_can_be_looked_at_again_at_once(tower: Tower) -> None:
    follower = tower.follow()
    until(lambda: tower.web.hub.count(tower.ada.pk) == 1)
    tower.bell.gone = True
    check_agent(tower.ada.pk)
    assert follower.next() is None


def test_closing_the_hub_ends_every_stream_and_lets_nobody_in(tower: Tower) -> None:
    follower = tower.follow()
    until(lambda: tower.web.hub.count(tower.ada.pk) == 1)
    began = time.monotonic()
    tower.web.hub.close()
    assert follower.next() is None
    assert time.monotonic() - began < 0.5
    assert tower.follow().status == 503


def test_a_notification_that_is_no_json_does_no_harm(tower: Tower) -> None:
    follower = tower.follow()
    until(lambda: tower.web.hub.count(tower.ada.pk) == 1)
    notify("hello")
    tower.ring(1)
    assert follower.next().id == 1


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="asks Linux")
def test_the_kernel_watches_over_a_line_that_may_fall_silent(tower: Tower) -> None:
    """A lid that is shut says no goodbye: without keepalive its stream would stay for long."""
    tower.web.request("/")
    follower = tower.follow()
    until(lambda: tower.web.hub.count(tower.ada.pk) == 1)
    here, there = follower.connection.sock.getsockname()[1], tower.web.port
    until(lambda: keepalive_of(there, here) is not None)
    assert 0 < (keepalive_of(there, here) or 0) <= 8


def keepalive_of(local: int, remote: int) -> float | None:
    """Seconds until the kernel asks whether the other side is there; None when it will not (proc(5))."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, ours, theirs, _, _, timer, *_ = line.split()
        if (ours.endswith(f":{local:04X}"), theirs.endswith(f":{remote:04X}")) == (True, True):
            kind, ticks = timer.split(":")
            return int(ticks, 16) / 100 if kind == "02" else None
    return None

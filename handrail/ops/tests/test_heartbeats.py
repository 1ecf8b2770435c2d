"""Parts say that they live: once each, in time, and through a database that goes away."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from pytest_django import Settings

from handrail import __version__
from handrail.ops.heartbeats import Heart, beating, keys_fingerprint, this_node
from handrail.ops.models import Part, Role
from handrail.ops.tests.program import until

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_part_has_one_row_that_goes_with_it() -> None:
    with beating("mail", role=Role.STANDBY) as heart:
        until(Part.objects.exists)
        heart.role = Role.LEADER
        heart.beat()
        part = Part.objects.get()
        assert (part.node, part.name, part.role) == (this_node(), "mail", "leader")
        assert (part.version, part.fingerprint) == (__version__, keys_fingerprint())
        assert part.started_at <= part.seen_at
    assert not Part.objects.exists()


def test_a_row_that_another_process_has_taken_over_stays() -> None:
    heart = Heart("worker")
    heart.beat()
    Part.objects.update(pid=1)
    heart.forget()
    assert Part.objects.exists()


@pytest.mark.parametrize("hours", [-25, 25])
def test_what_was_not_seen_for_a_day_is_forgotten_also_when_the_clock_was_set_back(hours: int) -> None:
    Heart("web 1").beat()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ops_part SET node = 'elsewhere', seen_at = now() + make_interval(hours => %s)", [hours]
        )
    Heart("web 1").beat()
    assert [part.node for part in Part.objects.all()] == [this_node()]


def test_a_heart_beats_again_when_its_connection_was_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handrail.ops.heartbeats.BEAT_SECONDS", 0.05)
    with beating("web 1"):
        until(Part.objects.exists)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE pid != pg_backend_pid() AND datname = current_database()"
            )
            assert cursor.fetchone()[0] > 0
        cut = Part.objects.get().seen_at
        until(lambda: Part.objects.get().seen_at > cut)


def test_other_keys_have_another_fingerprint_their_order_does_not(settings: Settings) -> None:
    before = keys_fingerprint()
    more = Fernet.generate_key().decode()
    settings.VAULT_KEYS = [*settings.VAULT_KEYS, more]
    both = keys_fingerprint()
    settings.VAULT_KEYS = settings.VAULT_KEYS[::-1]
    assert both == keys_fingerprint() != before
    settings.SECRET_KEY = "another"
    assert keys_fingerprint() != both

"""One leader fetches; when it dies, falls silent or goes, another one takes over."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.db import connection

from handrail.channels.email import leading
from handrail.channels.email.leading import Lead
from handrail.core.tests.serving import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def leads() -> Iterator[tuple[Lead, Lead]]:
    two = (Lead(), Lead())
    yield two
    for lead in two:
        lead.release()


def test_one_leads_and_the_other_waits(leads: tuple[Lead, Lead]) -> None:
    first, second = leads
    assert first.is_ours()
    assert not second.is_ours()
    assert first.is_ours()
    first.release()
    until(second.is_ours, 5)
    assert not first.is_ours()


def test_a_leader_whose_connection_is_cut_loses_the_lead_and_may_have_it_again(
    leads: tuple[Lead, Lead],
) -> None:
    first, second = leads
    assert first.is_ours()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name LIKE 'handrail mail %%' AND datname = current_database()"
        )
    until(second.is_ours, 5)
    assert not first.is_ours()  # it notices, and stops fetching
    assert not first.is_ours()
    second.release()
    until(first.is_ours, 5)


def test_a_leader_that_falls_silent_is_replaced(
    leads: tuple[Lead, Lead], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when its machine lost its power: the connection still looks alive, but nobody speaks."""
    monkeypatch.setattr(leading, "SILENCE_SECONDS", 1)
    first, second = leads
    assert first.is_ours()
    for _ in range(6):
        time.sleep(0.3)
        assert first.is_ours()  # who speaks keeps it
    begun = time.monotonic()
    until(second.is_ours, 5)
    assert 0.5 < time.monotonic() - begun < 3
    assert not first.is_ours()

"""What Prometheus reads: true, without persons, for those who may, and without load."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_open
from prometheus_client.parser import text_string_to_metric_families as parse_plain
from pytest_django import Settings

from handrail import __version__
from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.models import Connection
from handrail.conversations.verbs import Words, reply
from handrail.core.jobs import note_failure
from handrail.ops.doctor.examining import CHECKS
from handrail.ops.heartbeats import Heart
from handrail.ops.metrics import forget
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
TOKEN = "a token nobody guesses"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(autouse=True)
def _asked_anew(settings: Settings) -> Iterator[None]:
    settings.METRICS_TOKEN = TOKEN
    forget()
    yield
    forget()


def numbers(text: str) -> dict[tuple[str, ...], float]:
    """Value by name and labels, from the plain format."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in parse_plain(text)
        for sample in family.samples
    }


def test_numbers_tell_what_is(ask: Ask, ada: Agent, support: Mailbox, client: Client) -> None:
    Heart("web 1").beat()
    Connection.objects.create(mailbox=support, imap_host="imap.lamp.example", in_error="refused")
    reply(ask(), words=Words(text="Empty the cache."), by=ada.as_actor())
    note_failure("handrail.gone", "1", ValueError("x"))
    answer = client.get("/metrics", headers=BEARER)
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    found = numbers(answer.content.decode())
    assert {key[1] for key in found if key[0] == "handrail_finding_ok"} == {one.__name__ for one in CHECKS}
    assert found["handrail_finding_ok", "server"] == 1
    assert found["handrail_finding_ok", "failures"] == 0
    assert found["handrail_failures_open",] == 1
    assert found["handrail_replies", "queued"] == 1
    assert found["handrail_jobs", "todo"] >= 1
    assert found["handrail_queue_due_jobs",] >= 1
    assert found["handrail_database_bytes",] > 1_000_000
    assert found["handrail_mails", "held"] == 0
    assert any(key[0] == "handrail_build_info" and __version__ in key for key in found)
    assert any(key[0] == "handrail_part_seen_age_seconds" and key[2] == "web 1" for key in found)


def test_no_person_is_named(ask: Ask, ada: Agent, client: Client) -> None:
    ask("A secret lamp", subject="Secret")
    text = client.get("/metrics", headers=BEARER).content.decode().lower()
    assert "nordlicht" not in text
    assert "secret" not in text
    assert "ada" not in text


def test_who_asks_for_openmetrics_gets_it(client: Client) -> None:
    accept = {"Accept": "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"}
    answer = client.get("/metrics", headers=BEARER | accept)
    assert answer.headers["Content-Type"].startswith("application/openmetrics-text; version=1.0.0")
    names = {family.name for family in parse_open(answer.content.decode())}  # type: ignore[no-untyped-call]
    assert {"handrail_finding_ok", "handrail_queue_due_jobs", "handrail_disk_free_bytes"} <= names


def test_owners_may_read_strangers_get_404(
    olga: Agent, cleo: Agent, ada: Agent, finn: Agent, as_agent: SignIn, settings: Settings
) -> None:
    assert as_agent(olga).get("/metrics").status_code == 200
    for stranger in (cleo, ada, finn):
        assert as_agent(stranger).get("/metrics").status_code == 404
    nobody = Client()
    assert nobody.get("/metrics").status_code == 302
    for wrong in ("Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, "Bearer é"):
        assert nobody.get("/metrics", headers={"Authorization": wrong}).status_code == 404, wrong
    settings.METRICS_TOKEN = ""
    for empty in ("Bearer ", "Bearer", f"Bearer {TOKEN}"):
        assert nobody.get("/metrics", headers={"Authorization": empty}).status_code == 404, empty


def test_the_scheme_may_be_written_in_any_case(client: Client) -> None:
    assert client.get("/metrics", headers={"Authorization": f"bearer {TOKEN}"}).status_code == 200


def test_scraping_often_does_not_load_the_database(client: Client) -> None:
    client.get("/metrics", headers=BEARER)
    with CaptureQueriesContext(connection) as asked:
        for _ in range(20):
            assert client.get("/metrics", headers=BEARER).status_code == 200
    assert len(asked.captured_queries) == 0

"""Every event has a face: a template, a public or internal choice, and a sample."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.template import engines

from handrail.conversations.events import KINDS, read_event
from handrail.conversations.queries.reading import Item

MESSAGES = {"received", "replied", "noted"}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_event_says_whether_the_customer_may_see_it(kind: str) -> None:
    assert isinstance(KINDS[kind].public, bool)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_sample_survives_being_kept(kind: str) -> None:
    event = read_event(kind, KINDS[kind].sample)
    assert read_event(kind, event.as_data()) == event
    assert read_event(kind, {**event.as_data(), "of a newer version": 1}) == event


@pytest.mark.parametrize("kind", sorted(set(KINDS) - MESSAGES))
def test_an_event_is_drawn_in_words(kind: str) -> None:
    event = read_event(kind, KINDS[kind].sample)
    item = Item(
        pk=1,
        kind=kind,
        public=False,
        at=datetime(2026, 1, 5, tzinfo=UTC),
        event=event,
        actor_kind="agent",
        actor="Ada",
        agent_id=2,
        mine=False,
        reason="",
    )
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    text = environment.get_template(f"timeline/{kind}.html").render(
        item=item, actor="Ada", request=SimpleNamespace()
    )
    assert "<p>" in text
    assert len(text.split()) > 3


def test_messages_have_their_own_face() -> None:
    assert set(KINDS) > MESSAGES

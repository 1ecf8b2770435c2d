"""Mails are read some at a time: the same as one by one, and one that fails harms no other."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from handrail.accounts.models import Mailbox
from handrail.channels.email.intake import (
    BYTES_TOGETHER,
    MOST_TOGETHER,
    Origin,
    keep,
    portions,
    process_together,
)
from handrail.channels.email.models import IncomingMail, MailState
from handrail.channels.email.tests.material import mail
from handrail.conversations.models import Conversation, Message
from handrail.core.models import Failure
from handrail.customers.verbs import find_or_create


def _kept(mailbox: Mailbox, *mails: bytes) -> list[int]:
    return [keep(mailbox, raw, Origin("imap")).pk for raw in mails]


def _question(number: int, **headers: str) -> bytes:
    return mail(f"Question {number}", Message_ID=f"<{number}@nordlicht.example>", **headers)


@pytest.mark.django_db
def test_an_answer_finds_what_was_read_just_before_it(support: Mailbox) -> None:
    pks = _kept(support, _question(1), _question(2, In_Reply_To="<1@nordlicht.example>"), _question(3))
    done = process_together(pks)
    assert [one.pk for one in done] == pks
    assert {one.state for one in done} == {MailState.ACCEPTED}
    assert done[0].conversation == done[1].conversation != done[2].conversation
    assert [one.entry_id for one in done] == sorted(one.entry_id or 0 for one in done)


@pytest.mark.django_db
def test_copies_in_one_portion_are_one_message(support: Mailbox) -> None:
    states = [one.state for one in process_together(_kept(support, _question(1), _question(1), b""))]
    assert states == [MailState.ACCEPTED, MailState.DUPLICATE, MailState.HELD]
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_one_that_fails_is_shown_and_the_others_are_read(
    support: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumbles(address: str, *more: Any, **facts: Any) -> Any:
        return 1 / 0 if address == "trouble@nordlicht.example" else find_or_create(address, *more, **facts)

    monkeypatch.setattr("handrail.channels.email.recording.find_or_create", stumbles)
    trouble = _question(2, From="trouble@nordlicht.example")
    pks = _kept(support, _question(1), trouble, _question(3))
    states = [one.state for one in process_together(pks)]
    assert states == [MailState.ACCEPTED, MailState.FAILED, MailState.ACCEPTED]
    assert [one.attempts for one in IncomingMail.objects.order_by("pk")] == [1, 1, 1]
    assert Failure.objects.get(resolved_at=None).subject == str(pks[1])
    assert Conversation.objects.count() == 2


@pytest.mark.django_db
def test_many_cost_few_statements_each(support: Mailbox) -> None:
    one, many = _kept(support, _question(0)), _kept(support, *map(_question, range(1, 11)))
    process_together(one)
    with CaptureQueriesContext(connection) as queries:
        process_together(many)
    assert len(queries) <= 10 * 12 + 8


@given(sizes=st.lists(st.integers(0, 3 * BYTES_TOGETHER), max_size=200))
def test_portions_lose_nothing_and_stay_small(sizes: list[int]) -> None:
    cut = list(portions(list(enumerate(sizes))))
    assert [item for portion in cut for item in portion] == list(range(len(sizes)))
    for portion in cut:
        assert len(portion) == 1 or sum(sizes[item] for item in portion) <= BYTES_TOGETHER
        assert len(portion) <= MOST_TOGETHER

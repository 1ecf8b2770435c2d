"""Merging loses nothing: what was to be seen before is to be seen after, in one place; undo is exact."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.accounts.models import Agent
from handrail.conversations.events import Merged, Unmerged
from handrail.conversations.models import (
    Category,
    Conversation,
    Draft,
    Entry,
    Follower,
    Link,
    LinkReason,
    Message,
    Place,
    SearchRow,
)
from handrail.conversations.queries.personal import is_followed_by
from handrail.conversations.queries.reading import find, read, read_timeline
from handrail.conversations.queries.recipients import read_recipients
from handrail.conversations.queries.searching import search
from handrail.conversations.statuses import default_status
from handrail.conversations.verbs import (
    Words,
    assign,
    close,
    follow,
    link,
    merge,
    note,
    receive,
    reply,
    save_draft,
    snooze,
    start,
    tag,
    unfollow,
    unmerge,
    wake_due,
)
from handrail.conversations.verbs.merging import MergeRefused
from handrail.customers.models import Customer
from tests.cast import Ask

pytestmark = pytest.mark.django_db
_OF_MERGES = (Merged.kind, Unmerged.kind)


def fresh(conversation: Conversation) -> Conversation:
    return Conversation.objects.get(pk=conversation.pk)


def everything() -> dict[str, Any]:
    """All that a merge touches, in plain values; the two lines that tell of it aside."""
    columns = [one.attname for one in Conversation._meta.concrete_fields]
    entries = Entry.objects.exclude(kind__in=_OF_MERGES).order_by("pk")
    return {
        "conversations": list(Conversation.objects.order_by("pk").values_list(*columns)),
        "entries": list(entries.values_list("pk", "conversation", "kind", "at")),
        "messages": list(Message.objects.order_by("pk").values_list("pk", "conversation", "text")),
        "search": list(SearchRow.objects.order_by("pk").values_list("pk", "conversation")),
        "links": sorted(Link.objects.values_list("conversation", "to", "reason", "created_at")),
        "drafts": sorted(Draft.objects.values_list("agent", "conversation", "text")),
        "followers": sorted(Follower.objects.values_list("agent", "conversation")),
        "tags": sorted(Conversation.tags.through.objects.values_list("conversation", "tag")),
    }


def seen(agent: Agent) -> dict[int, list[int]]:
    """Per conversation that is part of no other: the entries on its page, without lines about merges."""
    found = {}
    for one in Conversation.objects.filter(merged_into=None):
        items = read_timeline(find(agent, one.number), agent).items
        found[one.number] = sorted(item.pk for item in items if item.kind not in _OF_MERGES)
    return found


def test_a_merged_conversation_is_read_answered_and_found_in_its_target(
    ask: Ask, ada: Agent, dora: Customer
) -> None:
    old, new = ask("The lamp blinks."), ask("The lamp is dark, zanzibar.")
    merge(new, into=old, by=ada.as_actor())
    page = read(ada, find(ada, old.number))
    assert [item.message.text for item in page.timeline.items if item.message] == [
        "The lamp blinks.",
        "The lamp is dark, zanzibar.",
    ]
    assert [item.kind for item in page.timeline.items].count("merged") == 1
    assert [item.merged_from for item in page.timeline.items if item.message] == [0, new.number]
    assert [hit.row.number for hit in search(ada, "zanzibar").hits] == [old.number]
    assert fresh(new).place == Place.MERGED
    entry = receive(new, words=Words(text="Hello?"), by=dora.as_actor())
    assert entry.conversation_id == old.pk
    assert fresh(old).preview == "Hello?"


def test_a_reply_goes_to_whoever_wrote_last_in_either(
    ask: Ask, ada: Agent, dora: Customer, emil: Customer
) -> None:
    doras, emils = ask("From Dora"), ask("From Emil", by=emil)
    merge(emils, into=doras, by=ada.as_actor())
    assert [one["address"] for one in read_recipients(find(ada, doras.number)).to] == ["emil@brume.example"]


def test_who_waits_in_what_is_merged_is_not_hidden(ask: Ask, ada: Agent) -> None:
    done, asleep, asking = ask("Done"), ask("Asleep"), ask("Waiting")
    reply(done, words=Words(text="So."), by=ada.as_actor(), send=False)
    close(done, by=ada.as_actor())
    snooze(asleep, until=timezone.now() + timedelta(days=3), by=ada.as_actor())
    merge(asking, into=done, by=ada.as_actor())
    now = fresh(done)
    assert (now.category, now.waiting_since) == (Category.OPEN, asking.waiting_since)
    unmerge(fresh(asking), by=ada.as_actor())
    assert (fresh(done).category, fresh(done).waiting_since) == (Category.CLOSED, None)
    merge(fresh(asking), into=asleep, by=ada.as_actor())
    assert fresh(asleep).snoozed_until is None
    unmerge(fresh(asking), by=ada.as_actor())
    assert fresh(asleep).snoozed_until is not None


def test_undo_brings_everything_back(ask: Ask, ada: Agent, ben: Agent, emil: Customer) -> None:
    old, new, other = ask("Old"), ask("New", by=emil), ask("Other")
    reply(old, words=Words(text="Empty the cache."), by=ada.as_actor(), send=False)
    note(new, words=Words(text="Call him."), by=ben.as_actor())
    tag(new, name="refund", by=ada.as_actor())
    link(new, to=other, reason=LinkReason.RELATED)
    link(other, to=old, reason=LinkReason.RELATED)
    link(old, to=new, reason=LinkReason.BOTH)
    save_draft(new, agent=ada, kind="reply", text="Dear Emil")
    save_draft(new, agent=ben, kind="note", text="Mine")
    save_draft(old, agent=ben, kind="note", text="Mine too")
    follow(new, agent=ada)
    before = everything()
    merge(new, into=old, by=ada.as_actor())
    assert everything() != before
    assert set(Link.objects.values_list("conversation", "to")) == {(old.pk, other.pk), (other.pk, old.pk)}
    unmerge(fresh(new), by=ada.as_actor())
    assert everything() == before


def test_undo_is_possible_at_any_time_and_what_came_since_stays(ask: Ask, ada: Agent, dora: Customer) -> None:
    old, new = ask("Old"), ask("New")
    merge(new, into=old, by=ada.as_actor())
    since = receive(fresh(old), words=Words(text="Since"), by=dora.as_actor())
    note(fresh(old), words=Words(text="Noted"), by=ada.as_actor())
    unmerge(fresh(new), by=ada.as_actor())
    assert Message.objects.get(pk=since.pk).conversation_id == old.pk
    assert fresh(old).preview == "Since"
    assert set(Message.objects.filter(conversation=new).values_list("text", flat=True)) == {"New"}
    assert fresh(new).place == Place.INBOX
    assert fresh(new).waiting_since == new.waiting_since


def test_chains_are_flat_and_come_apart_as_they_were(ask: Ask, ada: Agent) -> None:
    first, second, third = ask("One"), ask("Two"), ask("Three")
    merge(third, into=second, by=ada.as_actor())
    merge(second, into=first, by=ada.as_actor())
    assert {fresh(one).merged_into_id for one in (second, third)} == {first.pk}
    assert len(seen(ada)[first.number]) == 3
    unmerge(fresh(second), by=ada.as_actor())
    assert fresh(third).merged_into_id == second.pk
    assert len(seen(ada)[second.number]) == 2
    unmerge(fresh(third), by=ada.as_actor())
    assert {len(one) for one in seen(ada).values()} == {1}


def test_no_circle_and_nothing_twice(ask: Ask, ada: Agent) -> None:
    first, second = ask("One"), ask("Two")
    with pytest.raises(MergeRefused):
        merge(first, into=first, by=ada.as_actor())
    merge(first, into=second, by=ada.as_actor())
    for one, into in ((first, second), (second, first), (fresh(second), fresh(first))):
        with pytest.raises(MergeRefused):
            merge(one, into=into, by=ada.as_actor())
    with pytest.raises(MergeRefused):
        unmerge(second, by=ada.as_actor())


def test_what_sleeps_inside_of_another_is_not_woken(ask: Ask, ada: Agent) -> None:
    old, new = ask("Old"), ask("New")
    snooze(new, until=timezone.now() + timedelta(hours=1), by=ada.as_actor())
    merge(new, into=old, by=ada.as_actor())
    Conversation.objects.filter(pk=new.pk).update(snoozed_until=timezone.now() - timedelta(minutes=1))
    assert wake_due() == 0
    unmerge(fresh(new), by=ada.as_actor())
    assert wake_due() == 1


def test_who_follows_a_part_follows_the_whole(ask: Ask, ada: Agent, ben: Agent) -> None:
    old, new = ask("Old"), ask("New")
    follow(new, agent=ben)
    merge(new, into=old, by=ada.as_actor())
    assert [one.agent_id for one in Follower.objects.of(fresh(old))] == [ben.pk]
    assert find(ben, old.number).is_followed
    assert list(Conversation.objects.visible_to(ben).filter(is_followed_by(ben))) == [old]
    assert not follow(fresh(old), agent=ben)
    assert unfollow(fresh(old), agent=ben)
    assert not find(ben, old.number).is_followed


def test_the_page_of_a_family_takes_no_more_statements(ask: Ask, ada: Agent) -> None:
    old, new, more = ask("Old"), ask("New"), ask("More")

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            read(ada, find(ada, old.number))
        return len(queries)

    statements()  # what every page remembers
    alone = statements()
    merge(new, into=old, by=ada.as_actor())
    merge(more, into=fresh(old), by=ada.as_actor())
    assert statements() == alone <= 8


ACTS = st.lists(st.tuples(st.sampled_from("mmmuurnc"), st.integers(0, 3), st.integers(0, 3)), max_size=9)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_nothing_is_lost_whatever_is_merged_and_undone(
    acts: list[tuple[str, int, int]], ask: Ask, ada: Agent, dora: Customer
) -> None:
    with transaction.atomic():
        _nothing_is_lost(acts, [ask(f"Question {number}") for number in range(4)], ada, dora)
        transaction.set_rollback(True)  # the next example begins with an empty inbox


def _nothing_is_lost(
    acts: list[tuple[str, int, int]], four: list[Conversation], ada: Agent, dora: Customer
) -> None:
    said = {entry for one in four for entry in one.entries.values_list("pk", flat=True)}
    for what, first, second in acts:
        said |= _act(what, four[first], four[second], ada, dora)
        shown = [pk for entries in seen(ada).values() for pk in entries]
        assert len(shown) == len(set(shown))
        assert said <= set(shown)
    for one in reversed(four * 4):
        if fresh(one).merged_into_id:
            unmerge(fresh(one), by=ada.as_actor())
    for one in four:
        assert set(one.entries.values_list("pk", flat=True)) >= set(seen(ada)[one.number])
        assert set(Message.objects.filter(conversation=one)) == set(
            Message.objects.filter(entry__conversation=one)
        )


def _act(what: str, one: Conversation, other: Conversation, ada: Agent, dora: Customer) -> set[int]:
    one, other = fresh(one), fresh(other)
    try:
        if what == "m":
            merge(one, into=other, by=ada.as_actor())
        elif what == "u":
            unmerge(one, by=ada.as_actor())
        elif what == "r":
            return {receive(one, words=Words(text="More"), by=dora.as_actor()).pk}
        elif what == "n":
            return {note(one, words=Words(text="Noted"), by=ada.as_actor()).pk}
        elif what == "c":
            close(one, by=ada.as_actor())
    except MergeRefused:
        pass
    return set()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    states=st.lists(st.sampled_from(["open", "closed", "waiting", "asleep"]), min_size=2, max_size=2),
    answered=st.booleans(),
    by_mail=st.booleans(),
)
def test_merge_and_undo_is_as_before(
    states: list[str], answered: bool, by_mail: bool, ask: Ask, ada: Agent
) -> None:
    pair = [ask(f"One that is {state}") for state in states]
    for one, state in zip(pair, states, strict=True):
        _bring_into(one, state, ada)
    if answered:
        reply(pair[1], words=Words(text="Done."), by=ada.as_actor(), send=False)
    before = everything()
    by = {} if by_mail else {"by": ada.as_actor()}
    merge(fresh(pair[0]), into=fresh(pair[1]), **by)
    unmerge(fresh(pair[0]), by=ada.as_actor())
    after = everything()
    new_lines = set(after["entries"]) - set(before["entries"])  # waking and opening stay told
    assert {kind for _, _, kind, _ in new_lines} <= {"status_changed", "woke"}
    assert after | {"entries": 0} == before | {"entries": 0}


def _bring_into(conversation: Conversation, state: str, ada: Agent) -> None:
    if state == "closed":
        close(conversation, by=ada.as_actor())
    elif state == "asleep":
        snooze(conversation, until=timezone.now() + timedelta(days=2), by=ada.as_actor())
    elif state == "waiting":
        from handrail.conversations.verbs import set_status

        set_status(conversation, to=default_status(Category.WAITING), by=ada.as_actor())


def test_merging_takes_access_to_both(ask: Ask, ada: Agent, billing: Any, dora: Customer) -> None:
    elsewhere = start(billing, customer=dora, words=Words(text="Bill"), by=dora.as_actor())
    here = ask("Here")
    merge(elsewhere, into=here, by=ada.as_actor())  # the verb; the page asks who may: see test_moving_pages
    assert find(ada, here.number).merged_in[0]["number"] == elsewhere.number


def test_what_somebody_had_stays_theirs_in_what_nobody_has(ask: Ask, ada: Agent, ben: Agent) -> None:
    mine, theirs = ask("White page"), ask("White page again")
    assign(mine, to=ada, by=ada.as_actor())
    merge(mine, into=theirs, by=ada.as_actor())
    assert fresh(theirs).assignee == ada
    unmerge(fresh(mine), by=ada.as_actor())
    assert (fresh(theirs).assignee, fresh(mine).assignee) == (None, ada)
    assign(fresh(theirs), to=ben, by=ada.as_actor())
    merge(fresh(mine), into=fresh(theirs), by=ada.as_actor())
    assert fresh(theirs).assignee == ben  # who has it keeps it

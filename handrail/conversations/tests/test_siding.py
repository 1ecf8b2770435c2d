"""Somebody outside is asked beside a conversation: it stays a matter of the team, wherever it goes."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.accounts.models import Agent, Mailbox, Team
from handrail.accounts.permissions import NotAllowed
from handrail.conversations import verbs
from handrail.conversations.models import Category, Conversation, Draft, Entry, Message, Place, Reader
from handrail.conversations.queries.counting import count_views
from handrail.conversations.queries.onlookers import who_see
from handrail.conversations.queries.reading import find, read
from handrail.conversations.queries.rows import rows_of
from handrail.conversations.queries.searching import search
from handrail.conversations.verbs import File, Words
from handrail.conversations.verbs.assigning import AssigneeRefused
from handrail.conversations.verbs.deleting import IN_TRASH, empty_trash
from handrail.conversations.verbs.enclosing import Enclosed
from handrail.conversations.verbs.erasing import erase_words
from handrail.conversations.verbs.linking import LinkRefused
from handrail.conversations.verbs.merging import MergeRefused
from handrail.conversations.verbs.moving import MoveRefused
from handrail.conversations.verbs.outsiders import OutsiderRefused
from handrail.conversations.verbs.restricting import RestrictRefused
from handrail.conversations.verbs.side_drafts import save_side_draft
from handrail.conversations.verbs.siding import SideRefused
from handrail.core.actors import SYSTEM
from handrail.customers.erasing import begin_erasure, run_erasure
from handrail.customers.models import Customer
from tests.cast import Ask

pytestmark = pytest.mark.django_db
CARRIER = "desk@carrier.example"


def to(*addresses: str) -> dict[str, list[dict[str, str]]]:
    return {"to": [{"name": "", "address": one} for one in addresses]}


def beside(parent: Conversation, by: Agent, text: str = "Where is it?", **more: object) -> Conversation:
    words = Words(text=text, subject="Parcel 7", recipients=to(CARRIER))
    return verbs.begin_side(parent, words=words, by=by.as_actor(), **more).conversation  # type: ignore[arg-type]


def answer(side: Conversation, text: str = "In Lyon.", *, automatic: bool = False) -> Entry:
    sender = {"name": "Carla", "address": CARRIER}
    by = side.customer.as_actor("Carla")
    return verbs.receive_beside(side, words=Words(text=text, sender=sender), by=by, automatic=automatic)


def fresh(conversation: Conversation) -> Conversation:
    return Conversation.objects.get(pk=conversation.pk)


STATE = ("status", "category", "waiting_since", "next_due_at", "last_customer_entry", "preview", "place")


def state(conversation: Conversation) -> list[object]:
    return [getattr(fresh(conversation), name) for name in STATE]


def test_an_answer_is_news_for_the_team_and_nothing_else_changes(ask: Ask, ada: Agent, ben: Agent) -> None:
    asked = ask()
    verbs.see(asked, agent=ada, entry=asked.last_customer_entry)
    before = state(asked)
    side = beside(asked, ada)
    assert (side.place, side.category, side.parent) == (Place.SIDE, Category.WAITING, asked)
    assert state(asked) == before
    (row,) = rows_of(ada, [asked.pk])
    assert not row.is_new
    answer(side)
    assert state(asked) == before
    (row,) = rows_of(ada, [asked.pk])
    assert row.is_new
    assert fresh(side).category == Category.OPEN
    kinds = list(asked.entries.order_by("pk").values_list("kind", "public"))
    assert kinds[1:] == [("side_begun", False), ("side_answered", False)]


def test_a_closed_parent_stays_closed_and_a_machine_answers_nothing(ask: Ask, ada: Agent) -> None:
    asked = ask()
    side = beside(asked, ada)
    verbs.close(asked, by=ada.as_actor())
    answer(side, "Out of office", automatic=True)
    assert fresh(side).category == Category.WAITING
    assert asked.entries.latest("pk").kind == "status_changed"
    answer(side)
    assert (fresh(asked).category, fresh(side).category) == (Category.CLOSED, Category.OPEN)


def test_it_is_closed_opened_and_written_in_again(ask: Ask, ada: Agent) -> None:
    side = beside(ask(), ada)
    answer(side)
    assert verbs.close_side(side, by=ada.as_actor())
    assert not verbs.close_side(side, by=ada.as_actor())
    assert fresh(side).category == Category.CLOSED
    assert verbs.open_side(side, by=ada.as_actor())
    assert fresh(side).category == Category.OPEN
    verbs.write_side(side, words=Words(text="Thanks", recipients=to(CARRIER)), by=ada.as_actor())
    assert fresh(side).category == Category.WAITING


def test_no_list_view_or_history_has_it_and_search_finds_it(ask: Ask, ada: Agent) -> None:
    asked = ask()
    before = [(one.view.key, one.count) for one in count_views(ada)]
    side = beside(asked, ada, "Where is the zanzibarparcel?")
    answer(side)
    assert [(one.view.key, one.count) for one in count_views(ada)] == before
    assert not read(ada, find(ada, asked.number)).past
    other = ask(by=side.customer)
    assert not read(ada, find(ada, other.number)).past
    assert [hit.row.number for hit in search(ada, "zanzibarparcel").hits] == [side.number]


def test_whom_one_may_not_ask(ask: Ask, ada: Agent, levi: Agent, nora: Agent, dora: Customer) -> None:
    asked = ask()
    for address in ("dora@nordlicht.example", "Dora+x@Nordlicht.example", "support+1@lamp.example"):
        for line in ("to", "cc", "bcc"):
            people = to(CARRIER) | {line: to(address)["to"]}
            with pytest.raises(OutsiderRefused):
                verbs.begin_side(asked, words=Words(text="x", recipients=people), by=ada.as_actor())
    with pytest.raises(OutsiderRefused):
        verbs.begin_side(asked, words=Words(text="x"), by=ada.as_actor())
    side = beside(asked, ada)
    people = to(CARRIER, "dora@nordlicht.example")
    with pytest.raises(OutsiderRefused):
        verbs.write_side(side, words=Words(text="x", recipients=people), by=ada.as_actor())
    with pytest.raises(SideRefused):
        beside(side, ada)
    for agent in (levi, nora):
        with pytest.raises(NotAllowed):
            beside(asked, agent)


def test_it_becomes_part_of_nothing_and_moves_nowhere(ask: Ask, ada: Agent) -> None:
    asked = ask()
    side, other, by = beside(asked, ada), ask("Another thing"), ada.as_actor()
    for one, into in ((side, other), (other, side), (side, asked), (asked, side)):
        with pytest.raises(MergeRefused):
            verbs.merge(one, into=into, by=by)
        with pytest.raises(LinkRefused):
            verbs.link_by_hand(one, to=into, reason="related", by=by)  # type: ignore[arg-type]
    for place in (Place.INBOX, Place.SPAM, Place.TRASH):
        with pytest.raises(MoveRefused):
            verbs.move(side, to=place, by=by)
    with pytest.raises(ValueError, match="receive_beside"):
        verbs.receive(side, words=Words(text="x"), by=side.customer.as_actor())
    with pytest.raises(AssigneeRefused):
        verbs.assign(side, to=ada, by=by)
    with pytest.raises(RestrictRefused):
        verbs.restrict(side, agents=[ada], by=by)
    for wrong in ({"place": "inbox"}, {"parent": None}, {"waiting_since": asked.created_at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Conversation.objects.filter(pk=side.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Conversation.objects.filter(pk=other.pk).update(place="side")


def test_only_what_is_chosen_goes_along(ask: Ask, ada: Agent) -> None:
    asked = ask("The parcel never came.")
    verbs.note(asked, words=Words(text="She is angry"), by=ada.as_actor())
    noted = asked.entries.latest("pk").pk
    file = File("label.pdf", "application/pdf", b"label")
    reply = Words(text="We look into it", recipients=to("dora@nordlicht.example"), files=(file,))
    verbs.reply(asked, words=reply, by=ada.as_actor())
    first, label = asked.entries.earliest("pk").pk, Message.objects.get(text=reply.text).attachments.get().pk
    elsewhere = ask("A secret of another").entries.get().pk
    side = beside(asked, ada)
    assert Message.objects.get(conversation=side).text == "Where is it?"
    chosen = Enclosed((first, noted, elsewhere), (label, 10**9))
    side = beside(asked, ada, enclosed=chosen)
    said = Message.objects.get(conversation=side)
    for words in (said.text, said.html):
        assert "The parcel never came." in words
        assert "angry" not in words
        assert "secret" not in words
        assert "nordlicht" not in words
    assert [one.name for one in said.attachments.all()] == ["label.pdf"]
    assert side.entries.earliest("pk").data == {"of": [first]}


def test_the_same_form_twice_asks_once_and_what_was_taken_back_is_a_draft(ask: Ask, ada: Agent) -> None:
    asked, once = ask(), uuid.uuid4()
    later = timezone.now() + timedelta(minutes=1)
    side = beside(asked, ada, once=once, send_after=later)
    assert beside(asked, ada, once=once) == side
    entry = side.entries.earliest("pk")
    draft = verbs.withdraw(side, entry=entry.pk, agent=ada)
    assert draft is not None
    assert (draft.conversation, draft.text, draft.to) == (side, "Where is it?", CARRIER)
    assert (fresh(side).category, fresh(side).place) == (Category.OPEN, Place.SIDE)
    assert not Message.objects.filter(conversation=side).exists()


def test_sides_go_with_a_merge_and_come_back(ask: Ask, ada: Agent, ben: Agent, billing: Mailbox) -> None:
    source, into = ask(), ask("The same, once more", mailbox=billing)
    side = beside(source, ada)
    verbs.restrict(into, agents=[ben], by=ben.as_actor())
    verbs.merge(source, into=into, by=ben.as_actor())
    assert (fresh(side).parent, fresh(side).mailbox) == (into, billing)
    assert set(who_see(side.pk)) == set(who_see(into.pk))
    answer(fresh(side))
    assert into.entries.latest("pk").kind == "side_answered"
    verbs.unmerge(fresh(source), by=ben.as_actor())
    assert (fresh(side).parent, fresh(side).mailbox, fresh(side).restricted) == (
        source,
        source.mailbox,
        False,
    )
    assert not Reader.objects.filter(conversation=side).exists()


def test_what_is_deleted_or_erased_takes_its_sides_along(ask: Ask, ada: Agent) -> None:
    asked, other = ask("zanzibarmark"), ask("zanzibarmark")
    sides = [beside(one, ada, enclosed=Enclosed((one.entries.get().pk,))) for one in (asked, other)]
    for side in sides:
        answer(side, "> zanzibarmark")
    erase_words(asked, by=SYSTEM, why="rule")
    assert not Message.objects.filter(conversation=sides[0]).exclude(text="").exists()
    verbs.move(other, to=Place.TRASH, by=ada.as_actor())
    Conversation.objects.filter(pk=other.pk).update(trashed_at=other.created_at - IN_TRASH)
    assert empty_trash() == 1
    assert not Conversation.objects.filter(pk__in=[other.pk, sides[1].pk]).exists()


def test_a_third_party_who_is_erased_is_in_no_draft_beside(ask: Ask, ada: Agent) -> None:
    parent = ask()
    side = beside(parent, ada)
    words: dict[str, Any] = {
        "text": f"Ask {CARRIER}",
        "html": f"<p>Ask {CARRIER}</p>",
        "subject": f"For {CARRIER}",
    }
    save_side_draft(parent, agent=ada, kind="reply", to=CARRIER, **words)
    run_erasure(begin_erasure(side.customer, by=None).pk)
    draft = Draft.objects.get()
    for name in ("text", "html", "subject", "to"):
        assert CARRIER not in getattr(draft, name), name
    told = str([*Entry.objects.values_list("data", flat=True), *Message.objects.values_list("recipients")])
    assert CARRIER not in told


def test_a_redacted_passage_is_gone_where_it_was_quoted(ask: Ask, ada: Agent, cleo: Agent) -> None:
    asked = ask("My card is 4711-0815.")
    side = beside(asked, ada, enclosed=Enclosed((asked.entries.get().pk,)))
    assert verbs.redact_passage(asked, passage="4711-0815", by=cleo.as_actor()) == 2
    said = Message.objects.get(conversation=side)
    assert "4711" not in said.text + said.html


ACTS: dict[str, Callable[[Conversation, Agent, Agent, Team], object]] = {
    "give to the agency": lambda one, by, _to, team: verbs.assign(one, to=team, by=by.as_actor()),
    "give to Ada": lambda one, by, to, _team: verbs.assign(one, to=to, by=by.as_actor()),
    "give to nobody": lambda one, by, _to, _team: verbs.assign(one, to=None, by=by.as_actor()),
    "restrict": lambda one, by, to, _team: verbs.restrict(one, agents=[to], by=by.as_actor()),
    "restrict to the agency": lambda one, by, _to, team: verbs.restrict(
        one, agents=[], teams=[team], by=by.as_actor()
    ),
    "open": lambda one, by, _to, _team: verbs.unrestrict(one, by=by.as_actor()),
    "ask": lambda one, by, _to, _team: beside(one, by),
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.sampled_from(sorted(ACTS)), min_size=2, max_size=8))
def test_a_side_is_seen_by_exactly_those_of_the_team_who_see_its_parent(
    acts: list[str],
    ask: Ask,
    ada: Agent,
    ben: Agent,
    cleo: Agent,
    olga: Agent,
    levi: Agent,
    finn: Agent,
    nora: Agent,
    agency: Team,
) -> None:
    with transaction.atomic():
        asked = ask()
        beside(asked, cleo)
        for act in acts:
            try:
                with transaction.atomic():
                    ACTS[act](fresh(asked), cleo, ada, agency)
            except ValueError:
                continue
        parents = set(who_see(asked.pk).exclude(pk=nora.pk))
        for side in Conversation.objects.filter(parent=asked):
            assert set(who_see(side.pk)) == parents
            for agent in (ada, ben, cleo, olga, levi, finn, nora):
                one = Agent.objects.get(pk=agent.pk)
                visible = Conversation.objects.visible_to(one).filter(pk=side.pk).exists()
                assert visible == (one in parents), (acts, one)
        transaction.set_rollback(True)

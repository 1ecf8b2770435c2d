"""Changing many: at once for a few, after a second look for many, in waves for what is sent."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox, Team
from handrail.channels.email.models import Connection
from handrail.conversations.models import Category, Conversation, Draft, Priority
from handrail.conversations.verbs import Words, assign, begin_side, follow, restrict, set_priority, tag
from handrail.core.models import Failure
from handrail.core.remembered import forget_remembered
from handrail.customers.models import Customer
from handrail.notifications.models import Notification
from handrail.playbooks.bulks import running, verbs, waves
from handrail.playbooks.bulks.verbs import AT_ONCE, begin, choose, resume, stop
from handrail.playbooks.models import Bulk, BulkItem, BulkState, ItemState
from handrail.playbooks.steps import STEPS
from handrail.playbooks.tests.test_saved_replies import saved
from tests.cast import Ask
from tests.work import empty_queue, let_time_pass, work_until_empty

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def several(ask: Ask, count: int) -> list[Conversation]:
    return [ask(subject=f"Lamp {number}") for number in range(count)]


def everything(agent: Agent) -> Any:
    return Conversation.objects.visible_to(agent)


def numbers(conversations: list[Conversation]) -> str:
    return ",".join(str(one.number) for one in conversations)


def test_tags_that_exist_are_offered_for_all_that_are_chosen(
    ask: Ask, ada: Agent, nora: Agent, as_agent: SignIn
) -> None:
    tag(ask(), name="refund", by=ada.as_actor())
    address = reverse("suggest_bulk_tags") + "?words=ref"
    assert 'value="tag:refund"' in as_agent(ada).get(address).text
    assert as_agent(nora).get(address).status_code == 403


def test_many_are_offered_to_whom_one_may_be_given(
    ask: Ask, ada: Agent, ben: Agent, nora: Agent, agency: Team, as_agent: SignIn
) -> None:
    ask()
    bar = as_agent(ada).get(reverse("bulk_bar")).text
    assert f'value="assign:{ben.pk}"' in bar
    assert f'value="assign:team-{agency.pk}"' in bar
    assert f'value="assign:{nora.pk}"' not in bar  # a guest has what their team has


def test_a_few_are_changed_at_once_and_z_takes_it_back(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    few, other, client = several(ask, 3), ask(subject="Another"), as_agent(ada)
    told = {"numbers": numbers(few), "step": "priority:40"}
    done = client.post(reverse("new_bulk") + "?view=all", told, headers=HTMX)
    assert {one.priority for one in Conversation.objects.exclude(pk=other.pk)} == {Priority.URGENT}
    assert "Another" in done.text
    entry = few[0].entries.latest("pk")
    assert (entry.kind, entry.agent, entry.reason) == ("priority_changed", ada, "with 2 others")
    offer = json.loads(done.headers["Handrail-Undo"])
    assert offer["text"] == "Set the priority: Urgent, 3 conversations."
    assert client.post(offer["address"]).status_code == 204
    assert set(everything(ada).values_list("priority", flat=True)) == {Priority.NORMAL}
    assert client.post(offer["address"]).status_code == 409


def test_the_bar_says_how_many_all_in_the_view_are(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    several(ask, 3)
    client = as_agent(ada)

    def button(view: str) -> str:
        page = client.get(reverse("bulk_bar"), {"view": view}).text
        return str(re.findall(r"data-every>([^<]*)<", page)[0])

    assert "3" in button("all")
    ask(subject="One more")
    assert "4" in button("all")
    assert not re.search(r"\d", button("closed"))


def test_who_is_skipped_is_told_with_the_reason(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    first, second, third = several(ask, 3)
    set_priority(first, to=40, by=ada.as_actor())
    bulk = choose([("priority", "40")], everything(ada), agent=ada)
    Conversation.objects.filter(pk=second.pk).update(restricted=True)
    begin(bulk)
    bulk.refresh_from_db()
    assert (bulk.done, bulk.skipped, bulk.state) == (1, 2, BulkState.DONE)
    page = as_agent(ada).get(reverse("bulk", args=[bulk.pk])).text
    assert "Nothing had to change." in page
    assert f"#{first.number}" in page
    assert "You do not see it any more." in page
    assert f"#{second.number}" not in page
    assert third.entries.count() == 2


def test_only_who_may_see_it_is_offered_and_who_is_skipped_is_said(
    ask: Ask, billing: Mailbox, ada: Agent, cleo: Agent, finn: Agent, levi: Agent, as_agent: SignIn
) -> None:
    mine, bill, client = ask(), ask(mailbox=billing), as_agent(cleo)
    team = Team.objects.create(name="Nobody's desk")

    def offered(chosen: list[Conversation], by: Client = client) -> set[str]:
        page = by.get(reverse("new_bulk"), {"view": "all", "numbers": numbers(chosen)}).text
        return set(re.findall(r'value="assign:([^"]+)"', page))

    assert {str(ada.pk), str(cleo.pk), "me", "nobody"} <= offered([mine])
    assert not {str(finn.pk), str(levi.pk), f"team-{team.pk}"} & offered([mine, bill])
    assert str(ada.pk) not in offered([bill])
    assert str(ada.pk) in offered([mine, bill])
    assert f'value="assign:{finn.pk}"' not in client.get(reverse("bulk_bar")).text
    told = {"numbers": numbers([mine, bill]), "step": f"assign:{ada.pk}"}
    done = client.post(reverse("new_bulk") + "?view=all", told, headers=HTMX)
    says = json.loads(done.headers["Handrail-Undo"])["text"]
    assert says == "Assign to: Ada, 1 conversation. 1 was skipped. Ada may not see this mailbox."


def test_before_many_are_given_to_somebody_one_sees_who_will_be_skipped(
    ask: Ask, billing: Mailbox, ada: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    several(ask, AT_ONCE)
    bill, client = ask(mailbox=billing), as_agent(cleo)
    told = {"step": f"assign:{ada.pk}"}
    page = client.get(client.post(reverse("new_bulk") + "?view=all", told)["Location"]).text
    assert "Ada may not see this mailbox." in page
    assert page.count(f">#{bill.number}</a>") == 1
    told = {"step": f"assign:{cleo.pk}"}
    page = client.get(client.post(reverse("new_bulk") + "?view=all", told)["Location"]).text
    assert "may not see" not in page


def test_undo_leaves_alone_what_somebody_has_changed_since(ask: Ask, ada: Agent, ben: Agent) -> None:
    first, second = several(ask, 2)
    bulk = begin(choose([("assign", "me"), ("tag", "lamp")], everything(ada), agent=ada))
    tag(first, name="mine", by=ben.as_actor())
    back = verbs.take_back(bulk)
    assert (back.done, back.skipped) == (1, 1)
    assert back.items.get(state=ItemState.SKIPPED).why == "Somebody has changed it since."
    second.refresh_from_db()
    assert (second.assignee, second.tags.count()) == (None, 0)


@pytest.mark.django_db(transaction=True)
def test_many_wait_for_a_second_look_and_run_in_the_background(
    ask: Ask, ada: Agent, ben: Agent, as_agent: SignIn
) -> None:
    empty_queue()
    many, client = several(ask, AT_ONCE + 5), as_agent(ada)
    follow(many[0], agent=ben)
    closed = f"status:{_status(Category.CLOSED)}"
    asked = client.post(reverse("new_bulk") + "?view=all", {"step": closed})
    page = client.get(asked["Location"]).text
    assert "55 conversations are changed." in page
    assert everything(ada).open().count() == 55
    bulk = Bulk.objects.get()
    client.post(reverse("act_on_bulk", args=[bulk.pk, "begin"]))
    work_until_empty()
    bulk.refresh_from_db()
    assert (bulk.state, bulk.done, bulk.left) == (BulkState.DONE, 55, 0)
    assert everything(ada).open().count() == 0
    assert Notification.objects.filter(agent=ben).count() == 1
    client.post(reverse("take_back_bulk", args=[bulk.pk]))
    work_until_empty()
    assert everything(ada).open().count() == 55
    assert not Failure.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_is_given_many_is_told_once(ask: Ask, ada: Agent, ben: Agent) -> None:
    empty_queue()
    several(ask, AT_ONCE + 1)
    begin(choose([("assign", str(ben.pk))], everything(ada), agent=ada))
    work_until_empty()
    assert everything(ben).filter(assignee=ben).count() == AT_ONCE + 1
    assert Notification.objects.filter(agent=ben).count() == 1


def test_stopped_it_stays_and_goes_on_where_it_was(
    ask: Ask, ada: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    several(ask, 6)
    monkeypatch.setattr(running, "PORTION", 2)
    bulk = choose([("priority", "30")], everything(ada), agent=ada)
    Bulk.objects.filter(pk=bulk.pk).update(state=BulkState.RUNNING)
    running._portion(Bulk.objects.get(pk=bulk.pk))
    stop(bulk)
    running.run(bulk.pk)
    bulk.refresh_from_db()
    assert (bulk.state, bulk.done) == (BulkState.STOPPED, 2)
    assert resume(bulk).done == 6
    assert everything(ada).filter(priority=30).count() == 6


def test_one_that_is_broken_holds_up_no_other(ask: Ask, ada: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third = several(ask, 3)
    step = STEPS["priority"]

    def breaks(run: Any, value: str) -> None:
        if run.conversation.pk == second.pk:
            raise ZeroDivisionError
        step.run(run, value)

    monkeypatch.setitem(STEPS, "priority", step.__class__(**{**vars(step), "run": breaks}))
    bulk = begin(choose([("priority", "30")], everything(ada), agent=ada))
    assert (bulk.state, bulk.done, bulk.skipped) == (BulkState.DONE, 2, 1)
    assert Failure.objects.get().what == "bulk change"
    assert {one.pk: one.priority for one in everything(ada)} == {first.pk: 30, second.pk: 20, third.pk: 30}


@pytest.fixture
def letters(way_out: Connection, cleo: Agent) -> str:
    return f"reply:{saved('News', cleo, en='<p>Hello {{customer.first_name}}, 3.3 is out.</p>').pk}"


@pytest.mark.django_db(transaction=True)
def test_what_is_sent_is_shown_counted_and_leaves_in_waves(
    ask: Ask, ada: Agent, as_agent: SignIn, letters: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty_queue()
    monkeypatch.setattr(waves, "FIRST_WAVE", 20)
    many, client = several(ask, AT_ONCE + 12), as_agent(ada)
    Draft.objects.create(agent=ada, conversation=many[0], text="Half a")
    nobody = Customer.objects.create(name="No Address")
    Conversation.objects.filter(pk=many[1].pk).update(customer=nobody)
    many[1].entries.earliest("pk").message.__class__.objects.filter(conversation=many[1]).update(sender={})
    client.post(reverse("new_bulk") + "?view=all", {"step": letters})
    work_until_empty()
    bulk, page = Bulk.objects.get(), client.get(reverse("bulk", args=[Bulk.objects.get().pk])).text
    assert (bulk.state, bulk.total, bulk.skipped) == (BulkState.READY, 62, 2)
    assert "It is sent to 60 conversations." in page
    assert "Hello Dora, 3.3 is out." in page
    assert "You have a draft here" in page
    assert "no address to answer to" in page
    refused = client.post(reverse("act_on_bulk", args=[bulk.pk, "begin"]), {"count": "59"})
    assert refused.status_code == 422
    assert _sent() == 0
    client.post(reverse("act_on_bulk", args=[bulk.pk, "begin"]), {"count": "60"})
    work_until_empty()
    assert _sent() == 20
    client.post(reverse("act_on_bulk", args=[bulk.pk, "stop"]))
    Bulk.objects.update(next_wave_at=timezone.now() - timedelta(seconds=1))
    let_time_pass()
    work_until_empty()
    assert _sent() == 20
    client.post(reverse("act_on_bulk", args=[bulk.pk, "resume"]))
    work_until_empty()
    assert _sent() == 60
    bulk.refresh_from_db()
    assert (bulk.state, bulk.done) == (BulkState.DONE, 60)
    assert client.post(reverse("take_back_bulk", args=[bulk.pk])).status_code == 422


def test_words_for_many_and_acts_that_are_none(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    few, client = several(ask, 2), as_agent(ada)
    told = {"numbers": numbers(few), "step": "note:", "words": "For {{customer.name}}"}
    client.post(reverse("new_bulk") + "?view=all", told)
    assert [one.entries.latest("pk").message.text for one in few] == ["For Dora", "For Dora"]
    for wrong in ("", "fly:high", "priority:99", "tag:"):
        answer = client.post(reverse("new_bulk") + "?view=all", {"numbers": numbers(few), "step": wrong})
        assert answer.status_code == 422, wrong
    assert (
        client.post(
            reverse("new_bulk") + "?view=all", {"numbers": "999999", "step": "priority:30"}
        ).status_code
        == 422
    )


def test_nobody_sees_or_moves_another_s(
    ask: Ask, ada: Agent, ben: Agent, finn: Agent, levi: Agent, as_agent: SignIn
) -> None:
    several(ask, 2)
    bulk = choose([("priority", "30")], everything(ada), agent=ada)
    for stranger in (ben, finn):
        client = as_agent(stranger)
        assert client.get(reverse("bulk", args=[bulk.pk])).status_code == 404
        assert client.post(reverse("act_on_bulk", args=[bulk.pk, "begin"])).status_code == 404
        assert client.post(reverse("take_back_bulk", args=[bulk.pk])).status_code == 404
    assert as_agent(levi).get(reverse("new_bulk") + "?view=all").status_code == 403
    told = {"numbers": numbers(list(Conversation.objects.all())), "step": "priority:40"}
    assert as_agent(finn).post(reverse("new_bulk") + "?view=all", told).status_code == 422
    assert set(Conversation.objects.values_list("priority", flat=True)) == {Priority.NORMAL}


def test_who_has_left_or_lost_sight_changes_nothing_more(
    ask: Ask, ada: Agent, cleo: Agent, support: Mailbox
) -> None:
    first, second = several(ask, 2)
    bulk = choose([("priority", "30")], everything(ada), agent=ada)
    restrict(first, agents=[cleo], by=cleo.as_actor())
    support.access.filter(agent=ada).delete()
    begun = begin(Bulk.objects.select_related("agent").get(pk=bulk.pk))
    assert (begun.done, begun.skipped) == (0, 2)
    assert second.entries.count() == 1


def test_a_portion_costs_the_same_however_many_there_are(ask: Ask, ada: Agent) -> None:
    def statements(count: int) -> int:
        BulkItem.objects.all().delete()
        rows = everything(ada).filter(pk__in=[one.pk for one in several(ask, count)])
        bulk = choose([("priority", "30"), ("assign", "me"), ("tag", "lamp")], rows, agent=ada)
        forget_remembered()
        with CaptureQueriesContext(connection) as queries:
            begin(bulk)
        return len(queries)

    statements(2)
    assert statements(3) == statements(30)


def test_taking_a_portion_back_costs_the_same_however_many_there_are(
    ask: Ask, ada: Agent, cleo: Agent
) -> None:
    def statements(count: int) -> int:
        BulkItem.objects.all().delete()
        many = several(ask, count)
        for one in many:
            assign(one, to=cleo, by=cleo.as_actor())
            tag(one, name="before", by=cleo.as_actor())
        rows = everything(ada).filter(pk__in=[one.pk for one in many])
        steps = [("status", str(_status(Category.CLOSED))), ("assign", "me"), ("tag", "lamp")]
        bulk = begin(choose(steps, rows, agent=ada))
        forget_remembered()
        with CaptureQueriesContext(connection) as queries:
            back = verbs.take_back(bulk)
        assert back.done == count
        return len(queries)

    statements(2)
    assert statements(3) == statements(30)


def test_a_month_later_it_is_forgotten(ask: Ask, ada: Agent) -> None:
    several(ask, 2)
    old = begin(choose([("priority", "30")], everything(ada), agent=ada))
    new = begin(choose([("priority", "40")], everything(ada), agent=ada))
    Bulk.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    assert verbs.forget_old() == 1
    assert list(Bulk.objects.all()) == [new]
    assert BulkItem.objects.count() == 2


def _status(category: Category) -> int:
    from handrail.conversations.statuses import default_status

    return default_status(category).pk


def _sent() -> int:
    return int(Conversation.objects.filter(entries__kind="replied").distinct().count())


def test_side_conversations_follow_and_are_never_chosen(
    ask: Ask, ada: Agent, support: Mailbox, way_out: Connection
) -> None:
    asked, other = several(ask, 2)
    people = {"to": [{"name": "", "address": "desk@carrier.example"}]}
    words = Words(text="Where is it?", recipients=people)
    side = begin_side(asked, words=words, by=ada.as_actor()).conversation
    team = Team.objects.create(name="Lamps")
    support.access.create(team=team)
    rows = verbs.chosen_by_number([asked.number, side.number, other.number], ada)
    bulk = begin(choose([("assign", f"team-{team.pk}")], rows, agent=ada))
    assert (bulk.total, bulk.done) == (2, 2)
    side.refresh_from_db()
    assert side.team == team

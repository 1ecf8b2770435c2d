"""Macros: all of it or nothing, by whom and by what; and who must see none of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.conversations.models import Category, Conversation
from handrail.conversations.statuses import default_status
from handrail.conversations.verbs import save_draft
from handrail.conversations.verbs.undoing import changed, facts_of
from handrail.playbooks.models import Macro
from handrail.playbooks.running import MacroRefused, run_macro
from handrail.playbooks.steps import STEPS
from handrail.playbooks.tests.test_saved_replies import saved
from handrail.playbooks.verbs import Sharing, save_macro
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


def macro_of(
    by: Agent, *steps: tuple[str, str], agent: Agent | None = None, at: tuple[Mailbox, ...] = ()
) -> Macro:
    return save_macro(None, name="Later", steps=steps, sharing=Sharing(agent, at), by=by, key="l")


def test_all_of_it_happens_at_once_and_says_by_which_macro(ask: Ask, ada: Agent, cleo: Agent) -> None:
    others = str(default_status(Category.OTHERS).pk)
    steps = [("assign", "me"), ("priority", "30"), ("tag", "lamp"), ("status", others), ("snooze", "24")]
    macro, conversation, now = (
        macro_of(cleo, *steps, ("note", "For {{customer.name}}")),
        ask(),
        timezone.now(),
    )
    run_macro(conversation, macro=macro, agent=ada, at=now)
    conversation.refresh_from_db()
    assert conversation.assignee == ada
    assert conversation.priority == 30
    assert conversation.snoozed_until == now + timedelta(hours=24)
    assert [tag.name for tag in conversation.tags.all()] == ["lamp"]
    entries = conversation.entries.order_by("pk")[1:]
    assert len(entries) == 6
    assert {entry.reason for entry in entries} == {"by the macro “Later”"}
    assert {entry.agent for entry in entries} == {ada}
    assert entries[5].message.text == "For Dora"


def test_all_of_it_is_taken_back_at_once(ask: Ask, ada: Agent, cleo: Agent, as_agent: SignIn) -> None:
    others = str(default_status(Category.OTHERS).pk)
    steps = [("assign", "me"), ("priority", "30"), ("tag", "lamp"), ("status", others), ("snooze", "24")]
    macro, conversation, client = macro_of(cleo, *steps), ask(), as_agent(ada)
    before = facts_of(conversation)
    done = client.post(reverse("run_macro", args=[conversation.number, macro.pk]))
    assert len(changed(before, facts_of(conversation))[0]) == 5
    client.post(json.loads(done.headers["Handrail-Undo"])["address"])
    assert facts_of(conversation) == before
    same = macro_of(cleo, ("priority", str(before["priority"])), agent=ada)  # nothing differs
    done = client.post(reverse("run_macro", args=[conversation.number, same.pk]))
    assert "Handrail-Undo" not in done.headers


def test_a_step_that_cannot_be_done_undoes_the_rest(ask: Ask, ada: Agent, cleo: Agent, finn: Agent) -> None:
    macro, conversation = macro_of(cleo, ("tag", "lamp"), ("assign", str(finn.pk))), ask()
    with pytest.raises(MacroRefused, match="Finn may not see this mailbox"):
        run_macro(conversation, macro=macro, agent=ada)
    assert not conversation.tags.exists()
    assert conversation.entries.count() == 1


def test_what_would_be_sent_is_shown_first_and_nothing_is_sent_before(
    ask: Ask, ada: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    reply, conversation = saved("Hello", cleo), ask()
    macro = macro_of(cleo, ("reply", str(reply.pk)))
    client, address = as_agent(ada), reverse("run_macro", args=[conversation.number, macro.pk])
    for answer in (client.get(address), client.post(address)):
        assert "Hi Dora" in answer.content.decode()
    assert conversation.entries.count() == 1
    refused = client.post(address, {"seen": "1"})  # no outgoing server is set
    assert refused.status_code == 422
    assert conversation.entries.count() == 1
    run_macro(conversation, macro=macro, agent=ada)
    message = conversation.entries.latest("pk").message
    assert message.text == "Hi Dora, Ada here."
    assert message.recipients["to"][0]["address"] == "dora@nordlicht.example"
    reply.refresh_from_db()
    assert reply.used == 1


def test_one_may_begin_a_draft_and_leave_sending_to_the_agent(
    ask: Ask, ada: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    reply, conversation = saved("Hello", cleo), ask()
    macro = macro_of(cleo, ("draft", str(reply.pk)), ("tag", "lamp"))
    client, address = as_agent(ada), reverse("run_macro", args=[conversation.number, macro.pk])
    assert client.post(address).status_code == 302
    assert conversation.drafts.get(agent=ada).text == "Hi Dora, Ada here."
    assert client.post(address).status_code == 422  # there is a draft now
    assert conversation.entries.count() == 2
    reply.refresh_from_db()
    assert reply.used == 1


def test_nobody_s_draft_is_swept_along(ask: Ask, ada: Agent, cleo: Agent) -> None:
    conversation = ask()
    for step in (("reply", str(saved("Hello", cleo).pk)), ("note", "x")):
        Macro.objects.all().delete()
        macro = macro_of(cleo, step)
        save_draft(conversation, agent=ada, kind="reply", text="Half a thought")
        with pytest.raises(MacroRefused, match="draft"):
            run_macro(conversation, macro=macro, agent=ada)
    assert conversation.entries.count() == 1


def test_a_hole_is_not_sent(ask: Ask, ada: Agent, cleo: Agent, as_agent: SignIn) -> None:
    conversation = ask(subject="")
    macro = macro_of(cleo, ("reply", str(saved("Hi", cleo, en="<p>{{conversation.subject}}</p>").pk)))
    with pytest.raises(MacroRefused, match=r"conversation\.subject"):
        run_macro(conversation, macro=macro, agent=ada)
    shown = as_agent(ada).get(reverse("run_macro", args=[conversation.number, macro.pk]))
    assert shown.status_code == 422


def test_a_macro_that_makes_no_sense_is_not_saved(ada: Agent, cleo: Agent) -> None:
    own = saved("Own", cleo, agent=cleo)
    for steps in (
        [],
        [("fly", "")],
        [("status", "999999")],
        [("tag", " ")],
        [("note", "{{x}}")],
        [("reply", str(own.pk))],
    ):
        with pytest.raises(ValidationError):
            macro_of(cleo, *steps)
    with pytest.raises(ValidationError):
        macro_of(ada, ("tag", "x"))
    macro_of(cleo, ("tag", "x"))
    with pytest.raises(ValidationError):
        macro_of(cleo, ("tag", "y"))  # the same key


def test_a_deleted_reply_stops_its_macro_with_a_sentence(ask: Ask, cleo: Agent) -> None:
    reply = saved("Hello", cleo)
    macro, conversation = macro_of(cleo, ("reply", str(reply.pk))), ask()
    reply.delete()
    with pytest.raises(MacroRefused, match="not there any more"):
        run_macro(conversation, macro=macro, agent=cleo)


def test_who_may_not_see_it_cannot_run_it(
    ask: Ask, ada: Agent, ben: Agent, cleo: Agent, finn: Agent, billing: Mailbox, as_agent: SignIn
) -> None:
    conversation = ask()
    own, bound = macro_of(ada, ("tag", "x"), agent=ada), macro_of(cleo, ("tag", "x"), at=(billing,))
    for agent, macro in ((ben, own), (ada, bound), (ben, bound), (finn, own), (finn, bound)):
        client, address = as_agent(agent), reverse("run_macro", args=[conversation.number, macro.pk])
        assert client.post(address).status_code == 404
        assert client.get(address).status_code == 404
    assert as_agent(finn).get(reverse("run_macros", args=[conversation.number])).status_code == 404
    assert "Later" not in as_agent(finn).get(reverse("macros")).content.decode()
    assert as_agent(ben).post(reverse("delete_macro", args=[own.pk])).status_code == 404
    assert not conversation.tags.exists()
    assert as_agent(ada).post(reverse("run_macro", args=[conversation.number, own.pk])).status_code == 302
    assert [tag.name for tag in Conversation.objects.get().tags.all()] == ["x"]


def test_the_page_writes_a_macro(cleo: Agent, as_agent: SignIn, ask: Ask) -> None:
    client, conversation = as_agent(cleo), ask()
    form = {
        "name": "Urgent",
        "key": "u",
        "whose": "team",
        "step-0": "priority:40",
        "step-2": "tag:",
        "words-2": "lamp",
    }
    assert client.post(reverse("add_macro"), form).status_code == 302
    macro = Macro.objects.get()
    assert macro.steps == [["priority", "40"], ["tag", "lamp"]]
    for name in ("macros", "run_macros"):
        page = client.get(
            reverse(name, args=[] if name == "macros" else [conversation.number])
        ).content.decode()
        assert "Urgent" in page
    assert 'value="priority:40" selected' in client.get(reverse("macro", args=[macro.pk])).content.decode()
    assert client.post(reverse("add_macro"), form).status_code == 422  # the same key
    client.post(reverse("delete_macro", args=[macro.pk]))
    assert not Macro.objects.exists()


def test_the_steps_are_a_list_that_rooms_can_join() -> None:
    assert {"reply", "note", "status", "assign", "priority", "tag", "untag", "snooze"} <= set(STEPS)

"""Messages that wait: taken back, sent now, held; and conversations that we begin."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox, Team
from handrail.accounts.verbs import change_mailbox, grant_access
from handrail.conversations.models import (
    Category,
    Conversation,
    Draft,
    Message,
    Place,
    SendState,
)
from handrail.conversations.statuses import default_status
from handrail.conversations.verbs import (
    File,
    Words,
    assign,
    attach_to_draft,
    begin_sending,
    close,
    forward,
    hold,
    note,
    receive,
    reply,
    save_draft,
    send_now,
    set_status,
    snooze,
    start_with_call,
    start_with_mail,
    withdraw,
)
from handrail.customers.models import Customer
from tests.cast import Ask

pytestmark = pytest.mark.django_db
DORA = {"name": "Dora", "address": "dora@nordlicht.example"}
TO_DORA = {"to": [DORA], "cc": [], "bcc": []}


def in_a_moment() -> object:
    return timezone.now() + timedelta(seconds=15)


def answer(conversation: Conversation, ada: Agent, text: str = "Empty the cache.", **more: object) -> int:
    more.setdefault("send_after", in_a_moment())
    words = Words(text=text, html=f"<p>{text}</p>", subject=conversation.subject, recipients=TO_DORA)
    return reply(conversation, words=words, by=ada.as_actor(), **more).pk  # type: ignore[arg-type]


def test_who_answers_what_nobody_has_takes_it_and_gives_it_back_with_the_reply(
    ask: Ask, ada: Agent, ben: Agent, support: Mailbox
) -> None:
    conversation = ask()
    entry = answer(conversation, ada, taker=ada)
    assert (conversation.assignee, conversation.entries.latest("pk").kind) == (ada, "assigned")
    withdraw(conversation, entry=entry, agent=ada)
    assert conversation.assignee_id is None
    entry = answer(conversation, ada, taker=ada)
    assign(conversation, to=ben, by=ada.as_actor())
    withdraw(conversation, entry=entry, agent=ada)
    assert conversation.assignee == ben  # given away since
    answer(conversation, ada, taker=ada)
    assert conversation.assignee == ben  # somebody has it
    change_mailbox(support, replier_takes=False)
    other = ask()
    answer(other, ada, taker=ada)
    assert other.assignee is None


def test_what_waits_for_a_team_goes_to_whoever_of_it_answers(
    ask: Ask, ada: Agent, ben: Agent, support: Mailbox
) -> None:
    night = Team.objects.create(name="Night shift")
    night.agents.add(ben)
    grant_access(support, to=night)
    conversation = ask()
    assign(conversation, to=night, by=ada.as_actor())
    answer(conversation, ada, taker=ada)
    assert (conversation.assignee, conversation.team) == (None, night)
    entry = answer(conversation, ben, taker=ben)
    assert (conversation.assignee, conversation.team) == (ben, night)
    withdraw(conversation, entry=entry, agent=ben)
    assert (conversation.assignee, conversation.team) == (None, night)


def test_what_is_taken_back_is_a_draft_and_everything_is_as_before(ask: Ask, ada: Agent) -> None:
    conversation = ask()
    waited, preview = conversation.waiting_since, conversation.preview
    file = attach_to_draft(conversation, agent=ada, kind="reply", file=File("a.txt", "text/plain", b"a"))
    entry = answer(conversation, ada, then=default_status(Category.CLOSED))
    assert conversation.category == Category.CLOSED
    draft = withdraw(conversation, entry=entry, agent=ada)
    assert draft is not None
    assert (draft.text, draft.to, draft.conversation) == (
        "Empty the cache.",
        "Dora <dora@nordlicht.example>",
        conversation,
    )
    assert list(draft.attachments.all()) == [file]
    assert not Message.objects.filter(pk=entry).exists()
    assert (conversation.category, conversation.waiting_since, conversation.preview) == (
        Category.OPEN,
        waited,
        preview,
    )
    assert [one.kind for one in conversation.entries.order_by("pk")][-2:] == ["withdrawn", "status_changed"]
    assert withdraw(conversation, entry=entry, agent=ada) is None


def test_what_was_begun_since_stays_below_the_words(ask: Ask, ada: Agent) -> None:
    conversation = ask()
    entry = answer(conversation, ada)
    save_draft(conversation, agent=ada, kind="reply", text="And another thing.")
    draft = withdraw(conversation, entry=entry, agent=ada)
    assert draft is not None
    assert draft.text == "Empty the cache.\n\nAnd another thing."
    assert Draft.objects.filter(agent=ada).count() == 1


def test_it_is_too_late_once_it_has_begun_to_leave(ask: Ask, ada: Agent) -> None:
    conversation = ask()
    entry = answer(conversation, ada)
    assert begin_sending(conversation, entry=entry, message_id="x@lamp.example")
    assert withdraw(conversation, entry=entry, agent=ada) is None
    at_once = answer(conversation, ada, send_after=None)
    assert withdraw(conversation, entry=at_once, agent=ada) is None
    a_note = note(conversation, words=Words(text="x"), by=ada.as_actor())
    assert withdraw(conversation, entry=a_note.pk, agent=ada) is None


def test_another_s_change_of_status_is_not_taken_back(ask: Ask, ada: Agent, ben: Agent) -> None:
    conversation = ask()
    entry = answer(conversation, ada, then=default_status(Category.WAITING))
    set_status(conversation, to=default_status(Category.OTHERS), by=ben.as_actor())
    withdraw(conversation, entry=entry, agent=ada)
    assert conversation.category == Category.OTHERS
    close(conversation, by=ben.as_actor())


def test_a_snooze_that_the_reply_ended_comes_back(ask: Ask, ada: Agent) -> None:
    conversation = ask()
    until = timezone.now() + timedelta(days=2)
    snooze(conversation, until=until, by=ada.as_actor())
    entry = answer(conversation, ada, then=default_status(Category.CLOSED))
    assert conversation.snoozed_until is None
    withdraw(conversation, entry=entry, agent=ada)
    assert conversation.snoozed_until == until


def test_a_scheduled_reply_is_held_if_the_customer_was_quicker(ask: Ask, ada: Agent, dora: Customer) -> None:
    conversation = ask()
    waited = conversation.waiting_since
    tomorrow = timezone.now() + timedelta(days=1)
    entry = answer(conversation, ada, send_after=tomorrow, is_scheduled=True)
    receive(conversation, words=Words(text="Never mind!"), by=dora.as_actor())
    assert hold(conversation, entry=entry)
    assert not hold(conversation, entry=entry)
    assert Message.objects.get(pk=entry).send_state == SendState.HELD
    assert conversation.waiting_since == waited
    assert conversation.entries.latest("pk").kind == "held"
    assert send_now(conversation, entry=entry, by=ada.as_actor())
    assert Message.objects.get(pk=entry).send_state == SendState.QUEUED
    assert conversation.waiting_since is None


def test_a_reply_in_its_seconds_is_not_held(ask: Ask, ada: Agent) -> None:
    conversation = ask()
    assert not hold(conversation, entry=answer(conversation, ada))


def test_a_forward_answers_nobody(ask: Ask, ada: Agent) -> None:
    conversation = ask()
    waited = conversation.waiting_since
    words = Words(text="Look.", recipients={"to": [{"name": "", "address": "lab@cables.example"}]})
    asked = conversation.last_customer_entry
    entry = forward(conversation, words=words, of=[asked], by=ada.as_actor(), send_after=in_a_moment())  # type: ignore[arg-type]
    assert not entry.public
    assert (conversation.category, conversation.waiting_since) == (Category.OPEN, waited)
    draft = withdraw(conversation, entry=entry.pk, agent=ada)
    assert draft is not None
    assert (draft.kind, draft.answers, draft.to) == ("forward", asked, "lab@cables.example")


def test_we_begin_and_it_is_ours_and_their_turn(support: Mailbox, emil: Customer, ada: Agent) -> None:
    words, once = Words(text="Ready.", subject="Your lamp", recipients=TO_DORA), uuid.uuid4()
    waiting = default_status(Category.WAITING)
    entry = start_with_mail(support, customer=emil, words=words, agent=ada, then=waiting, once=once)
    again = start_with_mail(support, customer=emil, words=words, agent=ada, then=waiting, once=once)
    conversation = entry.conversation
    assert again == entry
    assert (conversation.assignee, conversation.category, conversation.subject) == (
        ada,
        Category.WAITING,
        "Your lamp",
    )
    assert entry.message.send_state == SendState.QUEUED


def test_a_beginning_taken_back_leaves_a_draft_of_its_own(
    support: Mailbox, emil: Customer, ada: Agent
) -> None:
    words = Words(text="Ready.", subject="Your lamp", recipients=TO_DORA)
    entry = start_with_mail(
        support,
        customer=emil,
        words=words,
        agent=ada,
        send_after=in_a_moment(),  # type: ignore[arg-type]
    )
    draft = withdraw(entry.conversation, entry=entry.pk, agent=ada)
    assert draft is not None
    assert (draft.conversation, draft.mailbox, draft.subject) == (None, support, "Your lamp")
    assert entry.conversation.place == Place.TRASH


def test_who_called_waits_also_after_closing_and_opening_again(
    support: Mailbox, emil: Customer, ada: Agent
) -> None:
    words = Words(text="It is stuck.", subject="Switch")
    entry = start_with_call(support, customer=emil, words=words, agent=ada)
    conversation = entry.conversation
    assert (entry.kind, entry.message.send_state, entry.message.direction) == ("called", "", "in")
    waited = conversation.waiting_since
    close(conversation, by=ada.as_actor())
    set_status(conversation, to=default_status(Category.OPEN), by=ada.as_actor())
    assert conversation.waiting_since == waited == entry.at


def test_pictures_taken_out_of_the_words_do_not_leave(ask: Ask, ada: Agent) -> None:
    conversation = ask()
    picture = File("lamp.png", "image/png", b"png", inline=True)
    used, unused = (attach_to_draft(conversation, agent=ada, kind="reply", file=picture) for _ in range(2))
    html = f'<p>See <img src="cid:{used.content_id}" alt="lamp.png"></p>'
    words = Words(text="See", html=html, recipients=TO_DORA)
    entry = reply(conversation, words=words, by=ada.as_actor())
    assert list(entry.message.attachments.all()) == [used]
    assert used.content_id in entry.message.html
    assert unused.content_id not in entry.message.html

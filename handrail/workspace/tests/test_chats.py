"""An agent's pages of chat: what rings, taking and passing, the strip, an answer that goes at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from handrail.accounts.models import Agent, Mailbox, Team
from handrail.channels.chat.models import Chat, ChatState, Offer, Seat, Widget
from handrail.channels.chat.ringing import take
from handrail.channels.chat.seats import take_chats
from handrail.channels.email.models import Connection
from handrail.conversations.models import Category, Conversation, Message, SendState, Status
from handrail.conversations.verbs import Words, assign, receive, reply
from handrail.core.models import AuditEntry
from handrail.core.remembered import forget_remembered
from handrail.ui.words import visitor
from tests.cast import Ask
from tests.chats import Chats, chats

__all__ = ["chats"]
pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def bar(client: Client) -> str:
    return client.get(reverse("ringing"), headers=HTMX).content.decode().split("<hx-partial")[0]


def above(client: Client) -> str:
    """The chats that stand above every list."""
    return client.get(reverse("waiting_chats"), headers=HTMX).content.decode()


def at(name: str, conversation: Conversation) -> str:
    return reverse(name, args=[conversation.number])


def page(client: Client, conversation: Conversation) -> str:
    return client.get(at("conversation", conversation)).content.decode()


def test_what_rings_stands_in_the_bar_of_the_one_it_rings_at(
    chats: Chats, ada: Agent, ben: Agent, finn: Agent, as_agent: SignIn
) -> None:
    for agent in (ada, finn):
        take_chats(agent, takes=True)
    chats("Which lamp fits a <low> ceiling?")
    text = bar(as_agent(ada))
    assert "Dora" in text
    assert "a &lt;low&gt; ceiling" in text
    assert "lamp.example/prices" in text
    assert "Take the chat" in text
    for other in (ben, finn):
        assert "Dora" not in bar(as_agent(other))


def test_who_takes_it_goes_there_and_the_next_comes_too_late(
    chats: Chats, ada: Agent, ben: Agent, as_agent: SignIn
) -> None:
    take_chats(ada, takes=True)
    conversation = chats()
    response = as_agent(ada).post(at("take_chat", conversation), headers=HTMX)
    assert response.headers["HX-Redirect"] == at("conversation", conversation) + "?view=mine&write=1"
    assert as_agent(ben).post(at("take_chat", conversation), headers=HTMX).status_code == 409
    assert " autofocus>" in as_agent(ada).get(response.headers["HX-Redirect"]).text
    text = page(as_agent(ada), conversation)
    assert "Live chat" in text
    assert "End chat" in text


def test_who_passes_it_sees_it_no_more(chats: Chats, ada: Agent, ben: Agent, as_agent: SignIn) -> None:
    for agent in (ada, ben):
        take_chats(agent, takes=True)
    conversation = chats()
    first = Offer.objects.get().agent
    text = as_agent(first).post(at("pass_chat", conversation), headers=HTMX).content.decode()
    assert "Dora" not in text.split("<hx-partial")[0]
    assert Offer.objects.get().agent != first


def test_the_seat_is_ones_own_and_a_pause_ends_by_one_click(ada: Agent, as_agent: SignIn) -> None:
    client = as_agent(ada)
    assert "You take no chats." in client.get(reverse("profile")).content.decode()
    before = AuditEntry.objects.count()
    client.post(reverse("seat"), {"takes": "1"})
    client.post(reverse("seat"), {"limit": "2", "signal": "sound", "enter_sends": "on"})
    seat = Seat.objects.get(agent=ada)
    assert (seat.takes_chats, seat.limit, seat.signal, seat.enter_sends) == (True, 2, "sound", True)
    Seat.objects.update(is_paused=True, misses=2)
    assert "Your chat is paused." in bar(client)
    assert (
        "Your chat is paused."
        not in client.post(reverse("seat"), {"takes": "1"}, headers=HTMX).content.decode()
    )
    assert Seat.objects.get(agent=ada).misses == 0
    Seat.objects.update(is_paused=True, misses=2)
    assert 'name="takes" value="0"' in bar(client)  # or it goes for good
    assert (
        "Your chat is paused."
        not in client.post(reverse("seat"), {"takes": "0"}, headers=HTMX).content.decode()
    )
    assert not Seat.objects.get(agent=ada).takes_chats
    assert AuditEntry.objects.count() == before  # nobody learns who took chats when


def test_light_agents_take_no_chats(levi: Agent, as_agent: SignIn) -> None:
    assert as_agent(levi).post(reverse("seat"), {"takes": "1"}).status_code == 403
    assert 'id="ringing"' not in as_agent(levi).get(reverse("profile")).content.decode()


def test_an_answer_in_a_live_chat_needs_no_way_out_and_waits_for_nothing(
    chats: Chats, ada: Agent, as_agent: SignIn
) -> None:
    take_chats(ada, takes=True)
    conversation = chats()
    form = {"kind": "reply", "text": "The flat one.", "after": "stay"}
    as_agent(ada).post(at("reply", conversation), form, headers=HTMX)
    conversation.refresh_from_db()
    message = Message.objects.get(conversation=conversation, direction="out")
    assert (message.text, message.send_after, message.send_state) == ("The flat one.", None, SendState.QUEUED)
    assert Chat.objects.get().state == ChatState.TALKING  # who answers has taken it
    assert conversation.assignee == ada
    assert conversation.category == "open"


def test_when_it_is_over_the_composer_says_which_way_an_answer_goes(
    chats: Chats, ada: Agent, way_out: Connection, as_agent: SignIn
) -> None:
    mailed = chats(state=ChatState.ENDED)
    assert "goes by mail to dora@nordlicht.example" in page(as_agent(ada), mailed)
    mailed.customer.addresses.all().delete()
    Message.objects.update(sender={})
    assert "open the widget again" in page(as_agent(ada), mailed)
    Chat.objects.update(email="dora@elsewhere.example")
    assert "goes by mail to dora@elsewhere.example" in page(as_agent(ada), mailed)
    as_agent(ada).post(at("reply", mailed), {"kind": "reply", "text": "Here it is.", "after": "stay"})
    sent = Message.objects.get(direction="out")
    assert sent.recipient_addresses == ["dora@elsewhere.example"]


def test_send_and_close_closes_a_chat_that_is_over_though_the_answer_waits_in_the_widget(
    chats: Chats, ada: Agent, as_agent: SignIn
) -> None:
    conversation, closed = chats(state=ChatState.LEFT), Status.objects.get(category="closed")
    conversation.customer.addresses.all().delete()
    Message.objects.update(sender={})
    form = {"kind": "reply", "text": "It dims.", "after": "stay", "then": str(closed.pk)}
    as_agent(ada).post(at("reply", conversation), form, headers=HTMX)
    conversation.refresh_from_db()
    assert conversation.category == Category.CLOSED
    Chat.objects.update(state=ChatState.TALKING)
    Conversation.objects.update(
        category=Category.OPEN, status=Status.objects.get(category="open"), assignee=ada
    )
    as_agent(ada).post(at("reply", conversation), form | {"text": "Both do."}, headers=HTMX)
    conversation.refresh_from_db()
    assert conversation.category == Category.OPEN  # one that goes on is not closed by a page that is old


def test_who_waits_stands_over_every_list_for_whoever_may_see_it(
    chats: Chats, ada: Agent, ben: Agent, finn: Agent, as_agent: SignIn
) -> None:
    take_chats(ada, takes=True)
    conversation = chats("Which lamp fits?")
    customer = conversation.customer
    customer.name = ""
    customer.save(update_fields=["name"])

    mark = f'data-number="{conversation.number}"'
    assert mark in above(as_agent(ada))
    assert visitor(conversation.number) in above(as_agent(ada))  # how one is called who gave no name
    assert "/prices" in above(as_agent(ada))  # the page stands beside
    assert "data-number" not in above(as_agent(finn))
    take_chats(ben, takes=True)
    take(conversation, by=ada.as_actor())
    assert "data-number" not in above(as_agent(ben))
    Seat.objects.filter(agent=ada).update(here_until=None)  # she has gone, and the visitor waits on
    assert mark in above(as_agent(ben))


def test_the_chats_one_is_in_stand_over_every_list_first_those_whose_visitor_waits(
    chats: Chats,
    ask: Ask,
    ada: Agent,
    as_agent: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    take_chats(ada, takes=True)
    answered, asks, mail = chats("And this one?"), chats("Which lamp fits?"), ask("A mail that came later")
    for one in (answered, asks):
        take(one, by=ada.as_actor())
    reply(answered, words=Words("It does."), by=ada.as_actor())
    assign(mail, to=ada, by=ada.as_actor())
    for more in ("It is for a low ceiling.", "And white."):
        receive(asks, words=Words(more), by=asks.customer.as_actor())
    client = as_agent(ada)
    above(client)
    with django_assert_num_queries(1 + 2):  # session and user apart
        text = above(client)
    assert re.findall(r'data-number="(\d+)"( data-waits)?', text) == [
        (str(asks.number), " data-waits"),
        (str(answered.number), ""),
    ]
    assert "Which lamp fits?" in text  # what they asked first, not what they wrote last
    assert "And white." not in text
    assert re.search(r"data-more>\D*2\D", text)
    inbox = client.get(reverse("inbox", args=["mine"]) + "?lang=en").content.decode()
    row = inbox.split(f'id="row-{asks.number}"')[1].split(">")[0]
    assert 'data-chat="talking" data-mine' in row  # it stands above, so the style hides it here


def test_what_rings_is_told_by_the_question_not_by_the_last_words(
    chats: Chats, ada: Agent, as_agent: SignIn
) -> None:
    take_chats(ada, takes=True)
    conversation = chats("Which lamp fits?")
    receive(conversation, words=Words("Hello?"), by=conversation.customer.as_actor())
    text = bar(as_agent(ada))
    assert "Which lamp fits?" in text
    assert "Hello?" not in text
    assert "data-more" in text


def test_an_answer_to_what_a_visitor_left_closes_nothing_until_one_chooses_that(
    chats: Chats, ask: Ask, ada: Agent, way_out: Connection, as_agent: SignIn
) -> None:
    left, closed = chats(state=ChatState.LEFT), Status.objects.get(category="closed")
    client = as_agent(ada)
    assert chosen_in(page(client, left)) == ("open", "stay")
    form = {"kind": "reply", "text": "It dims.", "after": "next", "then": str(closed.pk)}
    client.post(at("reply", left), form, headers=HTMX)
    assert chosen_in(page(client, chats(state=ChatState.MISSED))) == ("closed", "next")
    stays = Status.objects.get(category="open", is_default=True)
    form |= {"after": "list", "then": str(stays.pk), "to": "dora@nordlicht.example"}
    client.post(at("reply", ask()), form, headers=HTMX)
    assert chosen_in(page(client, ask())) == ("open", "list")
    assert chosen_in(page(client, left)) == ("closed", "next")  # of chats one has chosen something else


def chosen_in(text: str) -> tuple[str, str]:
    """Which status an answer brings (its category) and where one goes then, as the composer offers them."""
    then = re.search(r'name="then" value="(\d+)"[^>]* checked', text)
    after = re.search(r'name="after" value="(\w+)" checked', text)
    assert then
    assert after
    return Status.objects.get(pk=then.group(1)).category, after.group(1)


def test_the_letter_of_who_takes_chats_says_whether_visitors_can_begin_one(
    chats: Chats, ada: Agent, support: Mailbox, as_agent: SignIn
) -> None:
    chats(state=ChatState.ENDED)  # a widget is there
    client = as_agent(ada)

    def mark() -> str:
        forget_remembered()
        return client.get(reverse("ringing"), headers=HTMX).content.decode()

    assert "data-chats" not in mark()
    take_chats(ada, takes=True)
    assert 'data-chats="open"' in mark()
    Widget.objects.update(shown={"late": 0})
    late = timezone.now() - timedelta(hours=1)
    Conversation.objects.update(channel="email", next_due_at=late)
    Chat.objects.update(state=ChatState.ENDED)
    assert 'data-chats="closed"' in mark()
    assert 'data-reason="backlog"' in mark()


def test_a_chat_says_on_its_row_that_somebody_waits(chats: Chats, ada: Agent, as_agent: SignIn) -> None:
    take_chats(ada, takes=True)
    conversation = chats()
    client = as_agent(ada)
    inbox = client.get(reverse("inbox", args=["all"])).content.decode()
    assert ">waits</span>" in inbox.replace("</svg>waits", ">waits")
    take(conversation, by=ada.as_actor())
    assert "</svg>live" in client.get(reverse("inbox", args=["all"])).content.decode()


def test_a_page_of_a_chat_costs_no_more_statements_than_it_may(
    chats: Chats,
    ask: Ask,
    ada: Agent,
    as_agent: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    take_chats(ada, takes=True)
    conversation = chats(phase="pre-sales")
    client = as_agent(ada)
    page(client, conversation)
    with django_assert_max_num_queries(8 + 2):  # session and user apart
        client.get(at("conversation", conversation), headers=HTMX)
    with django_assert_max_num_queries(5 + 2):
        client.get(reverse("inbox", args=["all"]), headers=HTMX)
    assert Session.objects.exists()


def test_a_transfer_is_offered_to_those_who_have_room(
    chats: Chats, ada: Agent, ben: Agent, finn: Agent, as_agent: SignIn
) -> None:
    take_chats(ada, takes=True)
    conversation, client = chats(), as_agent(ada)
    take(conversation, by=ada.as_actor())
    assert "Nobody else has room" in client.get(at("transfer_goals", conversation)).content.decode()
    for agent in (ben, finn):
        take_chats(agent, takes=True)
    text = client.get(at("transfer_goals", conversation)).content.decode()
    assert "Ben" in text
    assert "Finn" not in text
    refused = client.post(at("transfer_chat", conversation), {"agent": str(finn.pk)}, headers=HTMX)
    assert refused.status_code == 422
    client.post(at("transfer_chat", conversation), {"agent": str(ben.pk)}, headers=HTMX)
    assert Offer.objects.get().agent == ben
    assert "Rings, somebody waits" in page(client, conversation)


def test_a_guest_gives_a_chat_to_nobody_outside_their_team_and_reads_no_address_of_its_visitor(
    chats: Chats, ada: Agent, ben: Agent, nora: Agent, agency: Team, as_agent: SignIn
) -> None:
    for agent in (ada, ben):
        take_chats(agent, takes=True)
    conversation, client = chats(), as_agent(nora)
    assign(conversation, to=agency, by=ada.as_actor())
    take(conversation, by=nora.as_actor())
    assert client.get(at("transfer_goals", conversation)).status_code == 403
    transferred = client.post(at("transfer_chat", conversation), {"agent": str(ben.pk)}, headers=HTMX)
    assert transferred.status_code == 403
    assert Chat.objects.get().state == ChatState.TALKING
    text = page(client, conversation)
    assert 'id="transfer-goals"' not in text
    for state in ChatState.values:
        Chat.objects.update(state=state)
        assert "nordlicht.example" not in page(client, conversation), state


def test_an_outcome_is_noted_and_the_chat_is_ended(chats: Chats, ada: Agent, as_agent: SignIn) -> None:
    take_chats(ada, takes=True)
    conversation, client = chats(phase="pre-sales"), as_agent(ada)
    take(conversation, by=ada.as_actor())
    text = client.post(at("set_outcome", conversation), {"outcome": "ordered"}, headers=HTMX).content.decode()
    assert "noted the outcome: ordered" in text
    assert client.post(at("set_outcome", conversation), {"outcome": "?"}, headers=HTMX).status_code == 422
    assert "Chat over" in client.post(at("end_chat", conversation), headers=HTMX).content.decode()
    assert Chat.objects.get().state == ChatState.ENDED


def test_a_transcript_is_mailed_once_somebody_has_answered(
    chats: Chats, ada: Agent, way_out: Connection, as_agent: SignIn
) -> None:
    take_chats(ada, takes=True)
    conversation, client = chats(), as_agent(ada)
    assert client.post(at("send_transcript", conversation), headers=HTMX).status_code == 422
    client.post(at("reply", conversation), {"kind": "reply", "text": "The flat one.", "after": "stay"})
    text = client.post(at("send_transcript", conversation), headers=HTMX).content.decode()
    assert "mailed the chat to the visitor" in text
    mailed = Message.objects.get(entry__kind="chat_transcript")
    assert mailed.recipient_addresses == ["dora@nordlicht.example"]


@pytest.mark.parametrize(
    "name", ["take_chat", "pass_chat", "end_chat", "transfer_chat", "set_outcome", "send_transcript"]
)
def test_finn_finds_no_chat(name: str, chats: Chats, ada: Agent, finn: Agent, as_agent: SignIn) -> None:
    take_chats(ada, takes=True)
    assert as_agent(finn).post(at(name, chats())).status_code == 404
    assert (
        as_agent(finn).get(reverse("transfer_goals", args=[Conversation.objects.get().number])).status_code
        == 404
    )


def test_a_page_that_would_run_a_script_is_no_link(chats: Chats, ada: Agent, as_agent: SignIn) -> None:
    take_chats(ada, takes=True)
    text = page(as_agent(ada), chats(page="javascript:alert(1)"))
    assert "javascript:alert(1)" in text
    assert 'href="javascript' not in text

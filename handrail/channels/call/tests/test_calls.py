"""Ada writes down a call, offers one, and Dora chooses its time."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from handrail.accounts.models import Agent
from handrail.accounts.permissions import NotAllowed
from handrail.channels.call.ics import _folded, calendar_of
from handrail.channels.call.links import offer_of, token_of
from handrail.channels.call.models import CallOffer
from handrail.channels.call.verbs import OfferRefused, note_call, offer_call, pick_slot, tell_call
from handrail.channels.email.models import Connection
from handrail.conversations import verbs
from handrail.conversations.events import CallNoted, CallOffered, CallPicked, CallTold, Replied
from handrail.conversations.models import Category, Conversation, Direction, Entry, Message, SendState
from handrail.conversations.outbox import deliver
from handrail.conversations.statuses import default_status
from handrail.conversations.verbs import Words
from handrail.conversations.verbs.erasing import erase_words
from handrail.notifications.models import Notification
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
SLOT = datetime(2030, 3, 4, 10, 0, tzinfo=UTC)
NOW = SLOT - timedelta(days=2)
PHONE = "+386 1 555 01 23"


@pytest.fixture
def asked(ask: Ask) -> Conversation:
    return ask("It is hard to explain in writing", subject="Lamp")


def offer(conversation: Conversation, ada: Agent, **more: object) -> CallOffer:
    facts = {"slots": [SLOT, SLOT + timedelta(hours=1)], "minutes": 20, "at": NOW} | more
    words = Words(
        text="Shall we talk?", subject="Lamp", recipients={"to": [{"name": "", "address": "d@n.example"}]}
    )
    return offer_call(conversation, words=words, by=ada.as_actor(), **facts)  # type: ignore[arg-type]


def soon(conversation: Conversation, ada: Agent, **more: object) -> CallOffer:
    """One that can be chosen now."""
    now = timezone.now().replace(microsecond=0)
    return offer(
        conversation, ada, at=now, **{"slots": [now + timedelta(days=1), now + timedelta(days=2)]} | more
    )


def kinds(conversation: Conversation) -> list[str]:
    return list(Entry.objects.filter(conversation=conversation).order_by("pk").values_list("kind", flat=True))


def test_a_call_note_is_for_the_team_or_for_the_customer_too(asked: Conversation, ada: Agent) -> None:
    once = uuid.uuid4()
    for _twice in range(2):
        noted = note_call(asked, words=Words(text="She uses 3.2"), by=ada.as_actor(), once=once)
    assert (noted.kind, noted.public, noted.message.direction) == (CallNoted.kind, False, Direction.NOTE)
    assert Conversation.objects.get(pk=asked.pk).waiting_since is not None
    told = tell_call(asked, words=Words(text="We send a fix on Friday"), by=ada.as_actor())
    assert (told.kind, told.public, told.message.send_state) == (CallTold.kind, True, SendState.NONE)
    assert Conversation.objects.get(pk=asked.pk).waiting_since is None  # they were spoken with
    assert kinds(asked).count(CallNoted.kind) == 1


def test_an_offer_is_a_reply_with_the_times_and_the_page(asked: Conversation, ada: Agent) -> None:
    asked.language = "fr"
    asked.save()
    asked.customer.time_zone = "Europe/Paris"
    asked.customer.save()
    made = offer(asked, ada)
    reply = Message.objects.get(conversation=asked, direction=Direction.OUT)
    assert reply.send_state == SendState.QUEUED
    assert f"/calls/{token_of(made.public_id)}/" in reply.text
    assert "11:00–11:20" in reply.text  # in Paris
    assert "mars 2030" in reply.text
    assert kinds(asked)[-2:] == [Replied.kind, CallOffered.kind]


def test_an_offer_says_when_and_how(asked: Conversation, ada: Agent) -> None:
    wrong: list[dict[str, object]] = [
        {"slots": []},
        {"slots": [NOW]},
        {"slots": [NOW + timedelta(days=91)]},
        {"slots": [SLOT + timedelta(hours=hour) for hour in range(7)]},
        {"minutes": 0},
        {"link": "http://meet.example/1"},
        {"link": "https://"},
        {"link": "javascript:alert(1)"},
    ]
    for facts in wrong:
        with pytest.raises(OfferRefused):
            offer(asked, ada, **facts)
    assert not CallOffer.objects.exists()


def test_the_same_offer_twice_is_one(asked: Conversation, ada: Agent) -> None:
    once = uuid.uuid4()
    assert offer(asked, ada, once=once) == offer(asked, ada, once=once)
    assert CallOffer.objects.count() == 1


def test_dora_chooses_and_somebody_must_call(asked: Conversation, ada: Agent, ben: Agent) -> None:
    made, dora = offer(asked, ada), asked.customer.as_actor()
    verbs.assign(asked, to=ben, by=ada.as_actor())
    verbs.set_status(asked, to=default_status(Category.WAITING), by=ada.as_actor())
    verbs.snooze(asked, until=timezone.now() + timedelta(days=1), by=ada.as_actor())
    for _twice in range(2):
        chosen = pick_slot(asked, offer=made.public_id, slot=SLOT, phone=f" {PHONE} ", by=dora, at=NOW)
    assert (chosen.picked, chosen.phone) == (SLOT, PHONE)
    here = Conversation.objects.get(pk=asked.pk)
    assert (here.category, here.snoozed_until) == (Category.OPEN, None)
    picked = Entry.objects.get(kind=CallPicked.kind)
    Entry.objects.filter(pk=picked.pk).update(at=timezone.now())
    for _twice in range(2):
        deliver([picked.pk])
    assert sorted(Notification.objects.filter(entry=picked.pk).values_list("agent__name", flat=True)) == [
        ada.name,
        ben.name,
    ]


@pytest.mark.parametrize(
    ("slot", "phone", "at", "why"),
    [
        (SLOT + timedelta(minutes=1), PHONE, NOW, "gone"),
        (SLOT, PHONE, SLOT, "gone"),
        (SLOT, "1234", NOW, "phone"),
        (SLOT, "1" * 41, NOW, "phone"),
    ],
)
def test_what_cannot_be_chosen(
    asked: Conversation, ada: Agent, slot: datetime, phone: str, at: datetime, why: str
) -> None:
    made = offer(asked, ada)
    with pytest.raises(OfferRefused) as problem:
        pick_slot(asked, offer=made.public_id, slot=slot, phone=phone, by=asked.customer.as_actor(), at=at)
    assert problem.value.why == why
    assert CallOffer.objects.get().picked is None


def test_who_may_not_answer_offers_nothing(asked: Conversation, levi: Agent) -> None:
    with pytest.raises(NotAllowed):
        offer(asked, levi)
    with pytest.raises(NotAllowed):
        tell_call(asked, words=Words(text="x"), by=levi.as_actor())
    assert note_call(asked, words=Words(text="x"), by=levi.as_actor())


def test_the_page_needs_no_session_and_says_what_was_agreed(asked: Conversation, ada: Agent) -> None:
    made = soon(asked, ada)
    browser, page = Client(enforce_csrf_checks=True), reverse("choose_call", args=[token_of(made.public_id)])
    shown = browser.get(page)
    assert shown.content.decode().count('name="slot"') == 2
    assert not shown.cookies
    assert shown["Cache-Control"] == "no-store"
    assert shown["Referrer-Policy"] == "no-referrer"
    calendar = reverse("call_calendar", args=[token_of(made.public_id)])
    assert browser.get(calendar).status_code == 404
    form = {"slot": made.slots[0], "phone": "12"}
    assert browser.post(page, form).status_code == 422
    assert browser.post(page, {"slot": "tomorrow", "phone": PHONE}).status_code == 422
    agreed = browser.post(page, {**form, "phone": PHONE}, follow=True)
    assert PHONE in agreed.content.decode()
    assert not agreed.cookies
    assert browser.post(page, {"slot": made.slots[1], "phone": PHONE}).status_code == 422
    file = browser.get(calendar).content.decode()
    assert f"DTSTART:{made.times[0]:%Y%m%dT%H%M%SZ}\r\n" in file


def test_only_a_signed_address_opens_it(asked: Conversation, ada: Agent) -> None:
    made = soon(asked, ada)
    for token in (
        str(made.public_id),
        token_of(made.public_id)[:-1] + "_",
        token_of(uuid.uuid4()),
        "x" * 300,
    ):
        assert offer_of(token) is None
        assert Client().get(reverse("choose_call", args=[token])).status_code == 404


def test_a_conversation_that_became_part_of_another_still_hears(ask: Ask, ada: Agent) -> None:
    part, root = ask("One"), ask("Two")
    made = soon(part, ada)
    verbs.merge(part, into=root, by=ada.as_actor())
    page = reverse("choose_call", args=[token_of(made.public_id)])
    assert Client().post(page, {"slot": made.slots[0], "phone": PHONE}).status_code == 302
    assert CallPicked.kind in kinds(root)


def test_erased_words_take_offers_along(asked: Conversation, ada: Agent, cleo: Agent) -> None:
    made = soon(asked, ada, link="https://meet.example/dora")
    erase_words(asked, by=cleo.as_actor(), why="retention")
    assert not CallOffer.objects.exists()
    assert Client().get(reverse("choose_call", args=[token_of(made.public_id)])).status_code == 404


def test_ada_does_both_on_pages_and_finn_finds_none(
    asked: Conversation, ada: Agent, finn: Agent, as_agent: SignIn
) -> None:
    Connection.objects.update_or_create(
        mailbox=asked.mailbox, defaults={"outgoing": "smtp", "smtp_host": "smtp.lamp.example"}
    )
    browser = as_agent(ada)
    note, offered = (reverse(name, args=[asked.number]) for name in ("call_note", "call_offer"))
    assert browser.post(note, {"text": " "}).status_code == 422
    shown = browser.post(note, {"text": "She uses 3.2", "told": "0"}, follow=True).content.decode()
    assert "Said in a call, only the team sees it" in shown
    later = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT10:00")
    assert browser.post(offered, {"slot": ["", ""], "minutes": "15"}).status_code == 422
    assert (
        browser.post(offered, {"slot": later, "minutes": "15", "how": "link", "link": ""}).status_code == 422
    )
    answer = browser.post(
        offered, {"slot": [later, ""], "minutes": "15", "text": "<b>Hi</b>", "how": "phone"}, follow=True
    )
    assert "offered a call of 15 minutes" in answer.content.decode()
    made = CallOffer.objects.get()
    pick_slot(asked, offer=made.public_id, slot=made.times[0], phone=PHONE, by=asked.customer.as_actor())
    shown = browser.get(reverse("conversation", args=[asked.number])).content.decode()
    assert PHONE in shown
    assert reverse("call_calendar", args=[token_of(made.public_id)]) in shown
    stranger = as_agent(finn)
    for address in (note, offered):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, {"text": "x", "slot": later, "minutes": "15"}).status_code == 404


@given(st.text(max_size=300))
def test_lines_of_a_calendar_are_short_and_whole(text: str) -> None:
    line = f"SUMMARY:{text}".replace("\r", "").replace("\n", "")
    folded = _folded(line)
    assert all(len(one) <= 75 for one in folded.split(b"\r\n"))
    assert folded.replace(b"\r\n ", b"")[:-2].decode() == line


def test_a_calendar_keeps_names_apart_from_its_own_signs(asked: Conversation, ada: Agent) -> None:
    asked.mailbox.name = "Lamp; Desk, Chair\\"
    made = CallOffer(conversation=asked, minutes=20, picked=SLOT, phone=PHONE)
    file = calendar_of(made, at=NOW).decode()
    assert "SUMMARY:Call with Lamp\\; Desk\\, Chair\\\\\r\n" in file
    assert "DTEND:20300304T102000Z\r\n" in file


def test_an_offer_is_withdrawn_and_its_page_says_so(
    asked: Conversation, ada: Agent, way_out: Connection, as_agent: SignIn
) -> None:
    made, picked = soon(asked, ada), soon(asked, ada)
    client = as_agent(ada)
    asked_page = reverse("call_offer", args=[asked.number])
    assert client.get(asked_page).content.decode().count("Withdraw") == 2
    for _twice in range(2):
        client.post(reverse("withdraw_call", args=[asked.number]), {"offer": str(made.public_id)})
    assert kinds(asked).count("call_withdrawn") == 1
    page = Client().get(reverse("choose_call", args=[token_of(made.public_id)]))
    assert "This offer was withdrawn" in page.content.decode()
    by = asked.customer.as_actor()
    with pytest.raises(OfferRefused):
        pick_slot(asked, offer=made.public_id, slot=made.times[0], phone=PHONE, by=by)
    pick_slot(asked, offer=picked.public_id, slot=picked.times[0], phone=PHONE, by=by)
    for wrong in (picked.public_id, uuid.uuid4(), "x"):
        answer = client.post(
            reverse("withdraw_call", args=[asked.number]), {"offer": str(wrong)}, follow=True
        )
        assert "chosen a time already" in answer.content.decode()
    assert "Withdraw" not in client.get(asked_page).content.decode()

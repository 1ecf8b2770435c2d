"""A visitor is blocked, told so, and unblocked; a chat that rings is pushed to whom it rings at."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.channels.chat.identity import renew_secret
from handrail.channels.chat.models import Chat, ChatState, Offer, Seat, Widget
from handrail.channels.chat.pushing import push_ring, wants_push
from handrail.channels.chat.ringing import take
from handrail.channels.chat.tests.test_strangers import token
from handrail.channels.chat.tests.visiting import Visitor, solved
from handrail.channels.chat.verbs import forget_connections
from handrail.core.abuse import hashed
from handrail.core.abuse.policies import POLICIES
from handrail.core.abuse.trouble import trouble_from
from handrail.notifications.push.pushing import PushRefused
from handrail.notifications.tests.test_push import Service, service, subscribe
from handrail.notifications.verbs import choice_of

__all__ = ["service"]
pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
ONCE = str(uuid.uuid4())


def test_a_blocked_visitor_is_refused_and_told_so_until_it_is_taken_back(
    visitor: Visitor, widget: Widget, ada_sits: Agent, as_agent: SignIn
) -> None:
    secret = renew_secret(widget)
    visitor.begin("You fools", identity=token(secret, sub="u-9"))
    kept = visitor.send("More of it").json()
    take(visitor.chat.conversation, by=ada_sits.as_actor())
    number, client = visitor.chat.conversation.number, as_agent(ada_sits)
    assert "Block the visitor" in client.get(reverse("conversation", args=[number])).content.decode()
    client.post(reverse("block_chat", args=[number]), {"block": "1"})
    assert visitor.chat.state == ChatState.ENDED
    refused = [
        visitor.send("Again"),
        visitor.upload("a.txt", b"x"),
        visitor.act("leave", email="v@example.com", once=ONCE, text="x"),
        visitor.act("typing"),
        visitor.act("rate", rating=1),
        visitor.act("transcript", email="v@example.com"),
    ]
    assert {(one.status_code, one.json()["code"]) for one in refused} == {(403, "blocked")}
    assert "closed this chat" in refused[0].json()["error"]
    assert visitor.entries()["entries"][1]["id"] == kept["entry"]["id"]  # what was said can be read
    again = Visitor(widget)
    assert again.begin(identity=token(secret, sub="u-9")).json()["code"] == "blocked"
    assert Visitor(widget).begin(identity=token(secret, sub="u-8")).status_code == 201
    page = client.get(reverse("conversation", args=[number])).content.decode()
    assert "The visitor is blocked" in page
    assert "blocked the visitor of the chat" in page
    for _twice in range(2):
        client.post(reverse("block_chat", args=[number]), {"block": "0"})
    assert visitor.send("Sorry").status_code == 200
    assert again.begin(identity=token(secret, sub="u-9")).status_code == 201
    assert visitor.chat.conversation.entries.filter(kind="chat_unblocked").count() == 1
    client.post(reverse("block_chat", args=[number]), {"block": "1"})
    assert visitor.act("forget").status_code == 204


def test_who_forgets_the_key_begins_again_with_more_work_and_waits_for_a_person(
    widget: Widget, ada_sits: Agent, as_agent: SignIn
) -> None:
    troll = Visitor(widget)
    troll.begin("You fools")
    number, client = troll.chat.conversation.number, as_agent(ada_sits)
    easy = solved(troll.address)
    client.post(reverse("block_chat", args=[number]), {"block": "1"})
    troll.act("forget")
    again = Visitor(widget, address=troll.address)
    assert again.begin(proof=easy).json()["code"] == "refused"  # the widget asks for more work, and does it
    assert again.state()["work"]["bits"] == POLICIES["chat"].bits + 2
    assert again.begin("Fools, I said").json()["state"]["is"] == "left"
    kept = again.chat.conversation
    assert (kept.place, Offer.objects.filter(chat=again.chat).exists()) == ("spam", False)
    assert kept.entries.get(kind="chat_begun").data["held"] == "trouble"
    elsewhere = Visitor(widget)
    elsewhere.begin("Does it dim?")
    assert elsewhere.chat.conversation.place == "inbox"
    client.post(reverse("block_chat", args=[number]), {"block": "0"})
    innocent = Visitor(widget, address=troll.address)
    innocent.begin("Does it dim?")
    assert innocent.chat.conversation.place == "inbox"


def test_a_colleague_behind_the_same_connection_whom_the_product_vouches_for_is_not_held(
    widget: Widget, ada_sits: Agent, as_agent: SignIn
) -> None:
    secret = renew_secret(widget)
    troll = Visitor(widget)
    troll.begin("You fools")
    as_agent(ada_sits).post(reverse("block_chat", args=[troll.chat.conversation.number]), {"block": "1"})
    colleague = Visitor(widget, address=troll.address)
    assert colleague.begin(identity=token(secret, sub="u-5")).json()["state"]["is"] == "ringing"
    known = Visitor(widget, address="198.51.100.9")
    known.begin("Fools!", identity=token(secret, sub="u-6"))
    as_agent(ada_sits).post(reverse("block_chat", args=[known.chat.conversation.number]), {"block": "1"})
    assert trouble_from("198.51.100.9") == 0  # who it was is known: the connection is not to blame


def test_from_where_a_chat_began_is_kept_as_a_name_of_the_day_and_forgotten(visitor: Visitor) -> None:
    visitor.begin("Does it dim?")
    assert visitor.chat.connection == hashed(visitor.address, visitor.chat.begun_at)
    assert forget_connections() == 0
    Chat.objects.update(begun_at=timezone.now() - timedelta(days=2, minutes=1))
    assert forget_connections() == 1
    assert visitor.chat.connection == ""


def test_what_rings_is_pushed_to_whom_it_rings_at_if_they_asked(
    visitor: Visitor, ada_sits: Agent, service: str, as_agent: SignIn
) -> None:
    device, _kept = subscribe(ada_sits, service)
    assert not wants_push(ada_sits.pk)
    client = as_agent(ada_sits)
    client.post(reverse("seat"), {"limit": "3", "signal": "title", "pushes": "on"})
    assert Seat.objects.get().pushes
    visitor.begin("Does it dim?", name="Vera")
    chat = visitor.chat
    push_ring(chat.pk, ada_sits.pk)
    ((headers, body),) = Service.got
    told = json.loads(device.read(body))
    assert told == {
        "title": "A chat rings: Vera",
        "body": "Does it dim?",
        "url": reverse("conversation", args=[chat.conversation.number]),
        "tag": f"ring-{chat.conversation.number}",
    }
    assert 1 <= int(headers["TTL"]) <= 45
    Service.answer = 500
    with pytest.raises(PushRefused):
        push_ring(chat.pk, ada_sits.pk)
    Service.got.clear()
    choice = choice_of(ada_sits)
    choice.quiet_from, choice.quiet_until = "00:00", "23:59:59"
    choice.save()
    push_ring(chat.pk, ada_sits.pk)
    choice.delete()
    take(chat.conversation, by=ada_sits.as_actor())
    assert not Offer.objects.exists()
    push_ring(chat.pk, ada_sits.pk)
    assert Service.got == []

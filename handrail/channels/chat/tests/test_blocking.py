"""A visitor is blocked, told so, and unblocked; a chat that rings is pushed to whom it rings at."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from handrail.accounts.models import Agent
from handrail.channels.chat.identity import renew_secret
from handrail.channels.chat.models import ChatState, Offer, Seat, Widget
from handrail.channels.chat.pushing import push_ring, wants_push
from handrail.channels.chat.ringing import take
from handrail.channels.chat.tests.test_strangers import token
from handrail.channels.chat.tests.visiting import Visitor
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

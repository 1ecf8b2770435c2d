"""Who sees what: every customer × every address × every kind of entry, walked; strangers see nothing.

One conversation of Dora's holds everything that a timeline can hold, each with a word of its own. The table
says which of these words Dora reads, and which Emil does; all others are in no page and at no file's address.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.call.verbs import note_call, tell_call
from handrail.channels.email.models import Connection
from handrail.channels.portal.configuring import set_portal
from handrail.channels.portal.models import Portal, Visit
from handrail.channels.portal.signing_in import make_link
from handrail.channels.portal.tests.conftest import AsCustomer, with_cookie
from handrail.channels.portal.urls import urlpatterns
from handrail.conversations import verbs
from handrail.conversations.events import Bounced
from handrail.conversations.models import Attachment, Category, Conversation, Message, Place, SendState
from handrail.conversations.statuses import default_status
from handrail.conversations.verbs import File, Words
from handrail.core.actors import SYSTEM
from handrail.customers.models import Customer
from handrail.customers.verbs import find_or_create
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
DORA, EMIL = {"name": "", "address": "Dora@nordlicht.example"}, {"name": "", "address": "emil@brume.example"}
OUTSIDE = {"name": "", "address": "desk@carrier.example"}
POSTED = {
    "portal_sign_out",
    "portal_answer",
    "portal_state",
    "portal_follow",
}  # they say 405 to whoever looks
# What each of them reads; every other word that is planted, they do not.
READS = {
    "Dora": {
        # what she said, wherever that is now
        *("asked", "called", "mergedown", "mergedaway", "ofemilsown"),
        # what was said to her, openly
        *("answered", "answeredincc", "acknowledged", "nudged", "toldofacall"),
    },
    "Emil": {
        *("emilasked", "stranger", "joined"),
        *("toemil", "answeredincc", "toemilalone", "inbcc", "strangercall"),
    },
}


def _words(word: str, *to: dict[str, str], **more: Any) -> Words:
    recipients = {"to": list(to), **more.pop("also", {})}
    file = File(f"{word}-file.txt", "text/plain", f"{word}inside".encode())
    return Words(
        text=f"{word}text",
        html=f"<p>{word}text</p>",
        subject=f"{word}subject",
        recipients=recipients,
        files=(file,),
        **more,
    )


@dataclass
class Scene:
    """What was planted: Dora's conversation and Emil's, in which her other one became a part."""

    hers: Conversation
    his: Conversation
    part: Conversation
    words: set[str] = field(default_factory=set)

    def plant(self, word: str, *to: dict[str, str], **more: Any) -> Words:
        self.words.add(word)
        return _words(word, *to, **more)


@pytest.fixture
def scene(ask: Ask, dora: Customer, emil: Customer, ada: Agent, portal: Portal, way_out: Connection) -> Scene:
    hers = ask("askedtext", subject="askedsubject")
    his = ask("emilaskedtext", subject="emilaskedsubject", by=emil)
    scene = Scene(hers, his, ask("mergedawaytext"), {"asked", "emilasked", "mergedaway"})
    plant_ours(scene, ada)
    plant_internal(scene, ada)
    plant_from_others(scene, dora, emil, ada)
    plant_merged(scene, ask, dora, emil, ada)
    tell_call(hers, words=scene.plant("toldofacall"), by=ada.as_actor())
    note_call(hers, words=scene.plant("notedacall"), by=ada.as_actor())
    verbs.start_with_call(hers.mailbox, customer=dora, words=scene.plant("called"), agent=ada)
    return scene


def reply(
    scene: Scene, ada: Agent, word: str, *to: dict[str, str], state: str = SendState.SENT, **more: Any
) -> None:
    where = more.pop("where", scene.hers)
    entry = verbs.reply(where, words=scene.plant(word, *to, **more), by=ada.as_actor(), send=False)
    Message.objects.filter(pk=entry.pk).update(send_state=state)


def plant_ours(scene: Scene, ada: Agent) -> None:
    """What we said: to her, to others, not yet, not any more, by ourselves."""
    hers, by, now = scene.hers, ada.as_actor(), timezone.now()
    reply(scene, ada, "answered", DORA)
    reply(scene, ada, "answeredincc", EMIL, also={"cc": [DORA]})
    reply(scene, ada, "toemilalone", EMIL)
    reply(scene, ada, "inbcc", EMIL, also={"bcc": [DORA]})
    for state in (SendState.QUEUED, SendState.SENDING, SendState.FAILED, SendState.UNKNOWN, SendState.HELD):
        reply(scene, ada, f"state{state}", DORA, state=state)
    later = now + timedelta(minutes=9)
    taken = verbs.reply(hers, words=scene.plant("takenback", DORA), by=by, send_after=later)
    verbs.withdraw(hers, entry=taken.pk, agent=ada)
    verbs.acknowledge(hers, words=scene.plant("acknowledged", DORA), at=now)
    verbs.set_status(hers, to=default_status(Category.WAITING), by=by)
    verbs.nudge(hers, words=scene.plant("nudged", DORA), closes_at=later, at=now)
    automatic = Message.objects.filter(entry__kind__in=["acknowledged", "nudged"])
    automatic.update(send_state=SendState.SENT)


def plant_internal(scene: Scene, ada: Agent) -> None:
    """What only the team reads."""
    hers, by = scene.hers, ada.as_actor()
    verbs.note(hers, words=scene.plant("noted"), by=by)
    verbs.save_draft(hers, agent=ada, kind="reply", text="draftedtext", cc="", bcc="")
    verbs.set_tags(hers, names=["taggedtext"], by=by)
    verbs.set_priority(hers, to=40, reason="prioritisedtext", by=by)
    scene.words |= {"drafted", "tagged", "prioritised"}
    first = hers.entries.earliest("pk").pk
    verbs.forward(hers, words=scene.plant("forwarded", OUTSIDE), of=[first], by=by)
    about = Bounced(first, ["dora@nordlicht.example"], "failed", True, "address", "550 bouncedreason")
    verbs.note_bounce(hers, about=about, words=scene.plant("bounced"), at=timezone.now())


def plant_from_others(scene: Scene, dora: Customer, emil: Customer, ada: Agent) -> None:
    """What others said in her conversation, beside it, or in her name."""
    hers = scene.hers
    verbs.receive(hers, words=scene.plant("broughtbyben"), by=dora.as_actor("Dora", reason="Fwd: Ben"))
    verbs.receive(hers, words=scene.plant("joined"), by=emil.as_actor())
    side = verbs.begin_side(hers, words=scene.plant("aside", OUTSIDE), by=ada.as_actor()).conversation
    verbs.receive_beside(side, words=scene.plant("asideanswer"), by=side.customer.as_actor("Carla"))


def plant_merged(scene: Scene, ask: Ask, dora: Customer, emil: Customer, ada: Agent) -> None:
    """Emil's and her own in hers; her own in Emil's."""
    by = ada.as_actor()
    stranger = ask("strangertext", subject="strangersubject", by=emil)
    tell_call(stranger, words=scene.plant("strangercall"), by=by)
    verbs.merge(stranger, into=scene.hers, by=by)
    verbs.merge(ask("mergedowntext", subject="mergedownsubject"), into=scene.hers, by=by)
    scene.words |= {"stranger", "mergedown"}
    verbs.merge(scene.part, into=scene.his, by=by)
    verbs.receive(scene.part, words=scene.plant("ofemilsown"), by=dora.as_actor())
    reply(scene, ada, "toemil", EMIL, where=scene.his)


def addresses(also: str = "") -> Iterator[tuple[str, str]]:
    """Every address of the portal that can be looked at, with every key of its kind, and some of others."""
    files = [*Attachment.objects.values_list("public_id", flat=True)]
    talks = [*Conversation.objects.values_list("public_id", flat=True)]
    keys = {"portal_request": [*talks, files[0], uuid.uuid4()], "portal_file": [*files, talks[0]]}
    guesses = {"token": also or "a-guess", "rest": "conversations/1/", "name": "file.txt"}
    for pattern in urlpatterns:
        name, needs = str(pattern.name), set(pattern.pattern.converters)
        if str(pattern.pattern).startswith("portal/") and name not in POSTED:
            for key in keys[name] if "public_id" in needs else [None]:
                values = guesses | {"public_id": key}
                yield name, reverse(name, kwargs={each: values[each] for each in needs})


def all_that_is_read(client: Client, scene: Scene, also: str = "") -> str:
    told = []
    for name, address in addresses(also):
        answer = client.get(address)
        assert answer.status_code in (200, 302, 404, 405), (name, answer.status_code)
        told.append(_without_chance(answer.content.decode(errors="replace")) + str(answer.headers))
    queries = (
        "?state=open",
        "?state=closed",
        f"?after={scene.his.public_id}",
        f"?after={scene.hers.public_id}",
    )
    told += [_without_chance(client.get(reverse("portal") + query).content.decode()) for query in queries]
    return "\n".join(told)


def heard(text: str, scene: Scene) -> set[str]:
    return {word for word in scene.words if re.search(rf"\b{word}(?:text|subject|inside|-file)", text)}


def test_the_table(scene: Scene, dora: Customer, emil: Customer, as_customer: AsCustomer) -> None:
    read = all_that_is_read(as_customer(dora), scene)
    assert heard(read, scene) == READS["Dora"]
    for word in ("answered", "answeredincc", "nudged"):  # all of it, with its file
        assert all(f"{word}{part}" in read for part in ("text", "inside", "-file")), word
    for hidden in (
        "ada@lamp.example",
        "ben@lamp.example",
        "emil@brume",
        "desk@carrier",
        "bouncedreason",
        "Emil",
        "Ben",
    ):
        assert hidden not in read, hidden
    his = all_that_is_read(as_customer(emil), scene)
    assert heard(his, scene) == READS["Emil"]
    assert "dora@" not in his.casefold()
    assert "Dora" not in his


def test_strangers_read_nothing_by_any_guess(
    scene: Scene, dora: Customer, finn: Agent, ada: Agent, as_agent: SignIn, as_customer: AsCustomer
) -> None:
    stranger = find_or_create("finn@elsewhere.example", "Finn")
    outside = find_or_create(
        "desk@carrier.example", "Carla"
    )  # a third party reads nothing of its side either
    link = make_link("dora@nordlicht.example")
    as_customer(dora)
    hashes = Visit.objects.values_list("token_hash", flat=True)
    clients = [Client(), *(with_cookie(guess) for guess in [link, *hashes])]
    clients += [as_agent(finn), as_agent(ada), as_customer(stranger), as_customer(outside)]
    for client in clients:
        assert heard(all_that_is_read(client, scene), scene) == set()


def test_what_is_not_theirs_is_answered_as_what_is_not_there(
    scene: Scene, emil: Customer, as_customer: AsCustomer
) -> None:
    client = as_customer(emil)
    nothing = client.get(reverse("portal_request", args=[uuid.UUID(int=7)]))
    file = Attachment.objects.filter(message__conversation=scene.hers).first()
    assert file is not None
    hers = [
        reverse("portal_request", args=[scene.hers.public_id]),
        reverse("portal_file", args=[file.public_id, file.name]),
    ]
    for address in (*hers, "/portal/whatever/", "/portal/requests/x/"):
        answer = client.get(address)
        assert answer.status_code == nothing.status_code == 404
        assert _plain(answer) == _plain(nothing), address
    before = scene.hers.entries.count()
    for name in ("portal_answer", "portal_state"):
        answer = client.post(reverse(name, args=[scene.hers.public_id]), {"text": "x", "closed": "1"})
        assert answer.status_code == 404
    assert scene.hers.entries.count() == before


def _plain(answer: Any) -> str:
    return _without_chance(re.sub(r'href="[^"]*lang=[^"]*"', "", answer.content.decode()))


def _without_chance(page: str) -> str:
    """The page without the tokens of its forms: 64 random letters now and then spell somebody's name."""
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", page)


def test_what_was_merged_into_somebody_else_s_is_not_theirs_to_close(
    scene: Scene, dora: Customer, as_customer: AsCustomer
) -> None:
    client = as_customer(dora)
    assert (
        client.post(reverse("portal_state", args=[scene.part.public_id]), {"closed": "1"}).status_code == 404
    )
    scene.his.refresh_from_db()
    assert scene.his.category != "closed"
    body = {"text": "answeredfrompart", "once": str(uuid.uuid4())}
    assert client.post(reverse("portal_answer", args=[scene.part.public_id]), body).status_code == 302
    assert (
        "answeredfrompart"
        in client.get(reverse("portal_request", args=[scene.part.public_id])).content.decode()
    )


def test_spam_is_its_writer_s_trash_and_other_mailboxes_are_not_there(
    scene: Scene, dora: Customer, billing: Mailbox, as_customer: AsCustomer
) -> None:
    client, address = as_customer(dora), reverse("portal_request", args=[scene.hers.public_id])
    for place, there in ((Place.SPAM, True), (Place.TRASH, False), (Place.INBOX, True)):
        verbs.move(scene.hers, to=place, by=SYSTEM)
        assert (client.get(address).status_code == 200) is there, place
        assert ("askedsubject" in client.get(reverse("portal")).content.decode()) is there
    set_portal(is_on=True, name="Lamp", colour="", mailboxes=[billing])
    assert client.get(address).status_code == 404
    set_portal(is_on=False, name="Lamp", colour="", mailboxes=[scene.hers.mailbox])
    for name, where in addresses():
        assert client.get(where).status_code in (404, 405), name
        assert client.post(where).status_code in (404, 405), name


def test_whoever_loses_an_address_loses_what_it_opened(
    scene: Scene, dora: Customer, as_customer: AsCustomer
) -> None:
    client = as_customer(dora)
    assert client.get(reverse("portal")).status_code == 200
    dora.addresses.all().delete()
    assert client.get(reverse("portal")).headers["Location"] == reverse("portal_sign_in")

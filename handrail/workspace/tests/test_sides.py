"""The pages on which one asks somebody outside, reads what they answer, and answers again."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handrail.accounts.models import Agent
from handrail.channels.email.models import Connection
from handrail.conversations import verbs
from handrail.conversations.models import Category, Conversation, Draft, Entry, Message, SendState
from handrail.conversations.outbox import deliver
from handrail.conversations.verbs import File, Words
from handrail.notifications.queries import count_new
from handrail.workspace.tests import test_finn
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
CARRIER = "desk@carrier.example"


def to(*addresses: str) -> dict[str, list[dict[str, str]]]:
    return {"to": [{"name": "", "address": one} for one in addresses]}


def beside(parent: Conversation, by: Agent, text: str = "Where is it?") -> Conversation:
    words = Words(text=text, subject="Parcel 7", recipients=to(CARRIER))
    return verbs.begin_side(parent, words=words, by=by.as_actor()).conversation


def answer(side: Conversation, text: str = "In Lyon.") -> Entry:
    words = Words(text=text, sender={"name": "Carla", "address": CARRIER})
    return verbs.receive_beside(side, words=words, by=side.customer.as_actor("Carla"))


def test_from_the_conversation_to_the_answer_and_back(
    ask: Ask, ada: Agent, way_out: Connection, as_agent: SignIn
) -> None:
    asked, client = ask("The parcel never came.", subject="Parcel 7"), as_agent(ada)
    here = reverse("begin_side", args=[asked.number])
    page = client.get(reverse("conversation", args=[asked.number])).content.decode()
    assert f"{here}?view=all" in page
    form = client.get(here).content.decode()
    assert 'value="Parcel 7"' not in form  # the customer's own words go along only when they are chosen
    assert "The parcel never came." in form.partition('class="pane parent"')[2]  # read while one writes
    assert " checked" not in form
    told = {"to": CARRIER, "subject": "Where is 7?", "text": "Have you seen it?", "once": str(uuid.uuid4())}
    done = client.post(here, told | {"files": SimpleUploadedFile("label.txt", b"label")})
    side = asked.sides.get()
    there = reverse("side", args=[asked.number, side.number])
    assert done.headers["Location"].startswith(there)
    said = Message.objects.get(conversation=side)
    assert (said.subject, said.text, said.send_state) == (
        "Where is 7?",
        "Have you seen it?",
        SendState.QUEUED,
    )
    assert [one.name for one in said.attachments.all()] == ["label.txt"]
    assert not Draft.objects.exists()
    answer(side)
    page = client.get(reverse("conversation", args=[asked.number])).content.decode()
    assert there in page
    assert "answered in side conversation" in page
    assert "In Lyon." not in page
    page = client.get(there).content.decode()
    assert "In Lyon." in page
    assert "The parcel never came." in page
    assert f'value="Carla &lt;{CARRIER}&gt;"' in page


def test_it_is_answered_and_closed(ask: Ask, ada: Agent, way_out: Connection, as_agent: SignIn) -> None:
    asked, client = ask(), as_agent(ada)
    side = beside(asked, ada)
    answer(side)
    client.post(
        reverse("write_side", args=[asked.number, side.number]), {"to": CARRIER, "text": "Send it on."}
    )
    side.refresh_from_db()
    assert side.category == Category.WAITING
    client.post(reverse("side_state", args=[asked.number, side.number]), {"closed": "1"})
    side.refresh_from_db()
    assert side.category == Category.CLOSED


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"to": "dora@nordlicht.example", "text": "x"}, "customer&#39;s own address"),
        ({"to": "support+1@lamp.example", "text": "x"}, "our own address"),
        ({"to": "", "text": "x"}, "Say to whom it goes"),
        ({"to": "no address", "text": "x"}, "is no e-mail address"),
        ({"to": "boss@@nordlicht", "text": "x"}, "“boss@@nordlicht” is no e-mail address"),
        ({"to": CARRIER, "text": " "}, "the message is empty"),
    ],
)
def test_what_is_refused_says_why_and_keeps_the_words(
    told: dict[str, str], says: str, ask: Ask, ada: Agent, way_out: Connection, as_agent: SignIn
) -> None:
    asked, client = ask(), as_agent(ada)
    done = client.post(reverse("begin_side", args=[asked.number]), told)
    assert done.status_code == 422
    assert says in done.content.decode()
    assert f'value="{told["to"]}"' in done.content.decode()
    side = beside(asked, ada)
    done = client.post(reverse("write_side", args=[asked.number, side.number]), told)
    assert done.status_code == 422
    assert says in done.content.decode()
    assert side.entries.count() == 1


def test_a_mailbox_that_cannot_send_sends_nothing(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    asked = ask()
    done = as_agent(ada).post(reverse("begin_side", args=[asked.number]), {"to": CARRIER, "text": "x"})
    assert done.status_code == 422
    assert not asked.sides.exists()


def test_what_one_begins_to_write_is_kept(
    ask: Ask, ada: Agent, way_out: Connection, as_agent: SignIn
) -> None:
    asked, client = ask(), as_agent(ada)
    keep = reverse("side_draft", args=[asked.number])
    assert client.post(keep, {"to": CARRIER, "text": "Have you"}).status_code == 204
    files = reverse("side_files", args=[asked.number])
    assert (
        "label.txt" in client.post(files, {"files": SimpleUploadedFile("label.txt", b"x")}).content.decode()
    )
    draft = Draft.objects.get()
    assert (draft.beside, draft.conversation) == (asked, None)
    here = reverse("begin_side", args=[asked.number])
    assert "Have you" in client.get(here).content.decode()
    assert here in client.get(reverse("drafts")).content.decode()
    assert "Have you" not in client.get(reverse("new_draft", args=[draft.key])).content.decode()
    client.post(here, {"to": CARRIER, "text": "Have you seen it?"})
    assert [one.name for one in Message.objects.get(conversation__parent=asked).attachments.all()] == [
        "label.txt"
    ]
    assert not Draft.objects.exists()


def test_nothing_that_is_done_to_conversations_is_done_to_a_side(
    ask: Ask, ada: Agent, olga: Agent, as_agent: SignIn
) -> None:
    """Its number leads to its own page; of everything else only reading, files and drafts take it."""
    asked = ask()
    verbs.note(asked, words=Words(text="x", files=(File("a.txt", "text/plain", b"a"),)), by=ada.as_actor())
    side = beside(asked, ada)
    client, before = as_agent(olga), [*Entry.objects.values_list("pk", flat=True)]
    takes = {"conversation", "entries", "draft", "draft_files", "source", "show_pictures", "send_state"}
    takes |= {"send_again", "withdraw", "send_now", "redact", "pick_reply", "fill_reply"}
    for name, where in test_finn.addresses(asked).items():
        number = f"/conversations/{asked.number}/"
        if number not in where or name in takes:
            continue
        where = where.replace(number, f"/conversations/{side.number}/")
        for done in (client.get(where), client.post(where, {"text": "x", "to": "trash", "kind": "reply"})):
            assert done.status_code in (404, 405), name
    assert [*Entry.objects.values_list("pk", flat=True)] == before
    there = reverse("side", args=[asked.number, side.number])
    assert client.get(reverse("conversation", args=[side.number])).headers["Location"].startswith(there)
    other = ask("Another")
    lost = client.get(reverse("side", args=[other.number, side.number]))
    assert lost.headers["Location"].startswith(there)
    assert client.get(reverse("side", args=[asked.number, other.number])).status_code == 404


def test_a_message_that_waits_is_taken_back_on_the_side_s_page(
    ask: Ask, ada: Agent, way_out: Connection, as_agent: SignIn
) -> None:
    ada.undo_seconds = 20
    ada.save(update_fields=["undo_seconds"])
    asked, client = ask(), as_agent(ada)
    client.post(reverse("begin_side", args=[asked.number]), {"to": CARRIER, "text": "Have you seen it?"})
    side = asked.sides.get()
    there = reverse("side", args=[asked.number, side.number])
    entry = side.entries.earliest("pk").pk
    assert "Leaves in a moment" in client.get(there).content.decode()
    done = client.post(reverse("withdraw", args=[side.number, entry]))
    assert done.headers["Location"].startswith(there)
    page = client.get(there).content.decode()
    assert "Have you seen it?</textarea>" in page
    assert "took back a message" in page
    assert "Not sent" in page


def test_who_reads_the_answer_there_has_no_news_of_it(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    asked = ask()
    side = beside(asked, ada)
    answer(side)
    deliver([*Entry.objects.values_list("pk", flat=True)])
    assert count_new(ada) == 1
    as_agent(ada).get(reverse("side", args=[asked.number, side.number]))
    assert count_new(ada) == 0


def test_the_page_asks_a_fixed_number_of_statements(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    asked, client, counted = ask(), as_agent(ada), []
    side = beside(asked, ada)
    there = reverse("side", args=[asked.number, side.number])
    client.get(there)
    for _round in range(2):
        for text in range(4):
            answer(side, str(text))
            verbs.receive(asked, words=Words(text="Still"), by=asked.customer.as_actor())
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(there)
        counted.append(len(captured))
    assert counted[0] == counted[1] <= 20, counted

"""Writing at the URL: rich words, recipients, hints, waiting, beginning, drafts."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.models import Connection
from handrail.channels.email.sending.forwarding import forwarded_below
from handrail.conversations.models import Conversation, Draft, Message, SendState
from handrail.conversations.verbs import Words, note, receive
from handrail.conversations.verbs.words import File
from handrail.core.remembered import forget_remembered
from handrail.customers.models import Customer
from handrail.workspace.hints import hint, meant_address
from tests.cast import Ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("way_out")]
SignIn = Callable[[Agent], Client]
PARTIAL: dict[str, Any] = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


@pytest.fixture
def sending(support: Mailbox, way_out: Connection) -> Mailbox:
    """The support mailbox can send."""
    forget_remembered()
    return support


def post(client: Client, name: str, *args: object, **fields: object) -> int:
    return client.post(reverse(name, args=args), {"after": "stay", **fields}, **PARTIAL).status_code


def last(conversation: Conversation) -> Message:
    return Message.objects.filter(conversation=conversation).latest("pk")


def test_html_is_kept_safe_and_its_text_is_made_here(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation, client = ask(), as_agent(ada)
    html = '<p dir="auto">Hi <b>you</b></p><script>alert(1)</script><p onclick="x()">Bye</p>'
    assert post(client, "reply", conversation.number, text="lies", html=html) == 200
    message = last(conversation)
    assert message.text == "Hi you\n\nBye"
    assert "<strong>you</strong>" in message.html
    assert "script" not in message.html
    assert "onclick" not in message.html


def test_who_answers_has_it_from_then_on_where_the_mailbox_says_so(
    ask: Ask, ada: Agent, olga: Agent, as_agent: SignIn, support: Mailbox
) -> None:
    client, rules = as_agent(ada), reverse("mail_rules", args=[support.pk])
    first, second, third = ask(), ask(), ask()
    assert post(client, "reply", first.number, text="Empty the cache.") == 200
    assert post(client, "reply", second.number, text="Who knows?", kind="note") == 200
    kept = {"reopen_days": 30, "token_place": ""}
    assert as_agent(olga).get(rules).content.decode().count('name="replier_takes"') == 1
    assert as_agent(olga).post(rules, kept).status_code == 302  # the box is not ticked any more
    assert post(client, "reply", third.number, text="Empty the cache.") == 200
    for conversation in (first, second, third):
        conversation.refresh_from_db()
    assert [one.assignee for one in (first, second, third)] == [ada, None, None]


def test_a_reply_waits_its_seconds_and_undo_is_offered(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation, client = ask(), as_agent(ada)
    address = reverse("reply", args=[conversation.number])
    answer = client.post(address, {"text": "Hello", "after": "next"}, **PARTIAL)
    offer = json.loads(answer.headers["Handrail-Undo"])
    message = last(conversation)
    assert (offer["seconds"], message.send_state) == (15, SendState.QUEUED)
    assert message.send_after is not None
    assert timedelta(seconds=10) < message.send_after - timezone.now() <= timedelta(seconds=15)
    back = client.post(offer["address"])
    assert back.status_code == 302
    assert "Hello" in client.get(back.headers["Location"]).content.decode()
    assert client.post(offer["address"]).status_code == 409

    Agent.objects.filter(pk=ada.pk).update(undo_seconds=0)
    answer = client.post(address, {"text": "Hello"}, **PARTIAL)
    assert "Handrail-Undo" not in answer.headers
    assert last(conversation).send_after is None


def test_only_who_may_see_it_takes_it_back(ask: Ask, ada: Agent, finn: Agent, as_agent: SignIn) -> None:
    conversation = ask()
    post(as_agent(ada), "reply", conversation.number, text="Hello")
    entry = last(conversation).pk
    for name in ("withdraw", "send_now"):
        assert post(as_agent(finn), name, conversation.number, entry) == 404
    assert last(conversation).pk == entry


def test_to_is_what_stands_in_the_line_and_never_we(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation, client = ask(), as_agent(ada)
    assert post(client, "reply", conversation.number, text="x", to="Emil <emil@brume.example>") == 200
    assert last(conversation).recipients["to"] == [{"name": "Emil", "address": "emil@brume.example"}]
    assert post(client, "reply", conversation.number, text="x", to="") == 422
    assert post(client, "reply", conversation.number, text="x", to="support@lamp.example") == 422
    assert post(client, "reply", conversation.number, text="x", to="no address") == 422


def test_reply_all_is_chosen_where_others_were_in_copy(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation, client = ask(), as_agent(ada)
    address = reverse("conversation", args=[conversation.number])
    assert "reply_all" not in client.get(address).content.decode()
    words = Words(
        text="With my boss in copy.",
        sender={"name": "Dora", "address": "dora@nordlicht.example"},
        recipients={
            "to": [{"name": "", "address": "support@lamp.example"}],
            "cc": [{"name": "", "address": "boss@nordlicht.example"}],
        },
    )
    receive(conversation, words=words, by=conversation.customer.as_actor())
    page = client.get(address).content.decode()
    assert re.search(r'value="reply_all"[^>]* checked', page)
    assert 'data-cc="boss@nordlicht.example"' in page


def test_another_message_may_be_answered(ask: Ask, ada: Agent, emil: Customer, as_agent: SignIn) -> None:
    conversation, client = ask(), as_agent(ada)
    words = Words(
        text="Me too.",
        sender={"name": "Emil", "address": "emil@brume.example"},
        recipients={"to": [{"name": "", "address": "support@lamp.example"}], "cc": []},
        message_id="emil@brume.example",
    )
    entry = receive(conversation, words=words, by=emil.as_actor()).pk
    first = conversation.entries.order_by("pk")[0].pk
    page = client.get(reverse("conversation", args=[conversation.number]), {"answers": first})
    assert 'value="Dora &lt;dora@nordlicht.example&gt;"' in page.content.decode()
    assert post(client, "reply", conversation.number, text="x", answers=entry) == 200
    assert last(conversation).in_reply_to == ["emil@brume.example"]


def test_a_forward_takes_the_conversation_along(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation, client = ask(), as_agent(ada)
    assert post(client, "reply", conversation.number, kind="forward", text="Look", to="") == 422
    assert post(client, "reply", conversation.number, kind="forward", text="", to="lab@cables.example") == 200
    entry = conversation.entries.latest("pk")
    assert (entry.kind, entry.data["to"]) == ("forwarded", ["lab@cables.example"])
    assert entry.data["of"] == [conversation.last_customer_entry]


def test_what_a_forward_takes_along_is_shown_before_and_is_what_leaves(
    ask: Ask, ada: Agent, as_agent: SignIn
) -> None:
    conversation, client = ask("Our <b>cable</b> burns"), as_agent(ada)
    plan = Words(text="Here is the plan.", files=(File("plan.txt", "text/plain", b"where it burns"),))
    more = receive(conversation, words=plan, by=conversation.customer.as_actor())
    note(conversation, words=Words(text="They never paid"), by=ada.as_actor())
    address = reverse("going_along", args=[conversation.number])
    page = client.get(reverse("conversation", args=[conversation.number])).content.decode()
    assert f'hx-get="{address}"' in page
    shown = client.get(address).content.decode()
    assert "Our &lt;b&gt;cable&lt;/b&gt; burns" in shown
    assert "plan.txt" in shown
    assert "They never paid" not in shown
    of_one = client.get(address, {"answers": more.pk}).content.decode()
    assert "Here is the plan." in of_one
    assert "cable" not in of_one
    assert post(client, "reply", conversation.number, kind="forward", text="", to="lab@cables.example") == 200
    below = forwarded_below(Message.objects.latest("pk")).text
    assert escape(below) in shown


def test_a_hint_is_said_once(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation, client = ask(), as_agent(ada)
    address = reverse("reply", args=[conversation.number])
    fields = {"html": "<p>I attached the plan.</p>", "after": "stay"}
    answer = client.post(address, fields, **PARTIAL)
    assert (answer.status_code, answer.headers["Handrail-Hinted"]) == (422, "1")
    assert "nothing is attached" in answer.content.decode()
    assert client.post(address, {**fields, "hinted": "1"}, **PARTIAL).status_code == 200


def test_what_calls_a_colleague_does_not_reach_a_customer_by_mistake(
    ask: Ask, ada: Agent, ben: Agent, as_agent: SignIn
) -> None:
    conversation, client = ask(), as_agent(ada)
    address = reverse("reply", args=[conversation.number])
    note = {"html": "<p>@Ben she never paid, has she?</p>", "after": "stay"}
    for kind in ({}, {"kind": "forward", "to": "lab@cables.example"}):
        answer = client.post(address, note | kind, **PARTIAL)
        assert (answer.status_code, answer.headers["Handrail-Hinted"]) == (422, "1")
        assert "@Ben" in answer.content.decode()
    assert not conversation.entries.filter(kind__in=["replied", "forwarded"]).exists()
    for said in ("<p>Write to ben@lamp.example</p>", "<p>Our @bench is open</p>"):
        assert client.post(address, {**note, "html": said}, **PARTIAL).status_code == 200
    assert client.post(address, {**note, "kind": "note"}, **PARTIAL).status_code == 200
    assert client.post(address, {**note, "hinted": "1"}, **PARTIAL).status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        "Please see the attached file",
        "Vous trouverez ci-joint le devis",
        "Am atașat factura",
        "Файл во вложении",
        "Račun je v prilogi",
        "الملف مرفق",
        "Die Rechnung ist im Anhang",
    ],
)
def test_a_forgotten_file_is_noticed_in_many_languages(text: str) -> None:
    assert hint(text, [], has_files=False)
    assert not hint(text, [], has_files=True)
    assert not hint(f"> {text}\nThanks!", [], has_files=False)


def test_a_slip_in_a_well_known_domain_is_noticed() -> None:
    assert meant_address("dora@gmial.com") == "dora@gmail.com"
    assert meant_address("dora@gmail.com") == meant_address("dora@lamp.example") == ""


def test_a_time_may_be_chosen(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation, client = ask(), as_agent(ada)
    then = (timezone.now() + timedelta(hours=3)).isoformat()
    assert post(client, "reply", conversation.number, text="Later", later=then) == 200
    message = last(conversation)
    assert message.is_scheduled
    assert "Leaves" in client.get(reverse("conversation", args=[conversation.number])).content.decode()
    assert "Later" in client.get(reverse("drafts")).content.decode()
    assert post(client, "send_now", conversation.number, message.pk) == 200
    assert last(conversation).send_after is None
    for wrong in ({"later": "2001-01-01T10:00"}, {"later": "own"}, {"later": "own", "own_time": "soon"}):
        assert post(client, "reply", conversation.number, text="x", **wrong) == 422
    tomorrow = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT09:00")
    assert post(client, "reply", conversation.number, text="x", later="own", own_time=tomorrow) == 200
    assert last(conversation).is_scheduled


def test_a_picture_between_the_words_is_named_by_its_content_id(
    ask: Ask, ada: Agent, as_agent: SignIn
) -> None:
    conversation, client = ask(), as_agent(ada)
    picture = SimpleUploadedFile("lamp.png", b"png", "image/png")
    address = reverse("draft_files", args=[conversation.number])
    told = client.post(address, {"files": picture, "inline": "1", "kind": "reply"}).json()
    assert client.get(told["url"]).content == b"png"
    page = client.get(reverse("conversation", args=[conversation.number])).content.decode()
    assert "lamp.png" not in page  # it is no file beside the words
    script = SimpleUploadedFile("x.svg", b"<svg/>", "image/svg+xml")
    assert client.post(address, {"files": script, "inline": "1"}).json()["cid"] == ""


def test_one_begins_from_a_mailbox_one_sees(
    sending: Mailbox, billing: Mailbox, ada: Agent, as_agent: SignIn
) -> None:
    client, key = as_agent(ada), uuid.uuid4()
    fields = {"mailbox": sending.pk, "to": "Nora <nora@fjord.example>", "subject": "Ready", "text": "Come."}
    assert "Lamp billing" not in client.get(reverse("new")).content.decode()
    assert post(client, "keep_new", key, **fields) == 204
    assert "Nora" in client.get(reverse("drafts")).content.decode()
    assert "Come." in client.get(reverse("new_draft", args=[key])).content.decode()
    assert post(client, "start", key, **{**fields, "mailbox": billing.pk}) == 404
    assert post(client, "start", key, **{**fields, "to": ""}) == 422
    for _twice in range(2):
        answer = client.post(reverse("start", args=[key]), fields)
        assert answer.status_code == 302
    conversation = Conversation.objects.get(subject="Ready")
    assert (conversation.customer.name, conversation.assignee) == ("Nora", ada)
    assert not Draft.objects.exists()


def test_what_was_refused_is_not_said_to_be_saved(sending: Mailbox, ada: Agent, as_agent: SignIn) -> None:
    client, key, saved = as_agent(ada), uuid.uuid4(), 'data-state="saved"'
    fields = {"mailbox": sending.pk, "to": "nobody", "subject": "Ready", "text": "Come."}
    assert post(client, "keep_new", key, **{**fields, "text": "C"}) == 204
    assert saved in client.get(reverse("new_draft", args=[key])).content.decode()
    refused = client.post(reverse("start", args=[key]), fields).content.decode()
    assert "data-told" in refused  # the page saves it then
    assert saved not in refused


def test_the_next_conversation_begins_from_the_same_mailbox(
    sending: Mailbox, billing: Mailbox, ben: Agent, as_agent: SignIn
) -> None:
    client = as_agent(ben)
    Connection.objects.create(mailbox=billing, smtp_host="localhost")
    forget_remembered()
    fields = {"to": "nora@fjord.example", "subject": "Ready", "html": "<p>Come.</p>"}
    for mailbox in (sending, billing, sending):
        start, where = reverse("start", args=[uuid.uuid4()]), {"mailbox": mailbox.pk}
        called = client.post(start, fields | where | {"html": "<p>Come, @Ben.</p>"})
        assert called.status_code == 422  # a colleague, not the customer
        assert client.post(start, fields | where).status_code == 302
        page = client.get(reverse("new")).content.decode()
        first = re.search(r'id="new-from".*?<option value="(\d+)"', page, re.DOTALL)
        assert first
        assert first[1] == str(mailbox.pk)


def test_a_call_is_noted_for_somebody_without_an_address(
    support: Mailbox, ada: Agent, as_agent: SignIn
) -> None:
    fields = {
        "kind": "call",
        "mailbox": support.pk,
        "to": "Frau Weber",
        "subject": "Switch",
        "text": "Stuck.",
    }
    assert as_agent(ada).post(reverse("start", args=[uuid.uuid4()]), fields).status_code == 302
    conversation = Conversation.objects.get(subject="Switch")
    assert (conversation.channel, conversation.customer.name) == ("call", "Frau Weber")
    assert last(conversation).send_state == SendState.NONE


def test_drafts_are_their_author_s_alone(
    ask: Ask,
    ada: Agent,
    ben: Agent,
    finn: Agent,
    as_agent: SignIn,
    django_assert_max_num_queries: Any,
) -> None:
    conversation, client = ask(), as_agent(ada)
    post(client, "draft", conversation.number, text="Dear Dora", kind="reply")
    draft = Draft.objects.get()
    for other in (ben, finn):
        assert "Dear Dora" not in as_agent(other).get(reverse("drafts")).content.decode()
        assert post(as_agent(other), "delete_draft", draft.pk) == 404
        assert as_agent(other).get(reverse("new_draft", args=[draft.key])).status_code == 200
    with django_assert_max_num_queries(2 + 5):
        assert "Dear Dora" in client.get(reverse("drafts")).content.decode()
    assert post(client, "delete_draft", draft.pk) == 302
    assert not Draft.objects.exists()


def test_suggestions_are_of_people_one_may_know(
    ask: Ask, ada: Agent, finn: Agent, emil: Customer, as_agent: SignIn
) -> None:
    ask()
    address = reverse("people_suggestions")
    assert "dora@nordlicht.example" in as_agent(ada).get(address, {"q": "x@y.example, do"}).content.decode()
    for agent, typed in ((ada, "emi"), (ada, "d"), (finn, "dora")):
        assert "option" not in as_agent(agent).get(address, {"q": typed}).content.decode()


def test_a_reply_past_something_newer_waits_and_leaves_when_sent_again(
    ask: Ask, ada: Agent, dora: Customer, as_agent: SignIn
) -> None:
    conversation, client = ask(), as_agent(ada)
    page = client.get(reverse("conversation", args=[conversation.number])).content.decode()
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found
    newer = receive(conversation, words=Words(text="Never mind <b>me</b>"), by=dora.as_actor())
    facts = {"text": "Try this", "after": "stay", "seen": found[1]}
    address = reverse("reply", args=[conversation.number])
    held = client.post(address, facts, **PARTIAL)
    assert (held.status_code, held.headers["Handrail-Seen"]) == (422, str(newer.pk))
    assert "Dora" in held.content.decode()
    assert f'id="entry-{newer.pk}"' in held.content.decode()
    assert not Message.objects.filter(conversation=conversation, text="Try this").exists()
    sent = client.post(address, facts | {"seen": held.headers["Handrail-Seen"]}, **PARTIAL)
    assert sent.status_code == 200
    assert last(conversation).text == "Try this"


def test_without_script_the_page_comes_again_with_what_was_written(
    ask: Ask, ada: Agent, dora: Customer, as_agent: SignIn
) -> None:
    conversation, client = ask(), as_agent(ada)
    seen = conversation.entries.latest("pk").pk
    newer = receive(conversation, words=Words(text="More"), by=dora.as_actor())
    facts = {"text": "Try this", "after": "stay", "seen": seen}
    held = client.post(reverse("reply", args=[conversation.number]), facts)
    page = held.content.decode()
    assert held.status_code == 422
    assert "Try this" in page
    assert f'name="seen" value="{newer.pk}"' in page

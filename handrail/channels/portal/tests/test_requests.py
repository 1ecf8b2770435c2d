"""Dora reads, answers, closes and reopens what she asked, and asks anew; nothing is said twice."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.portal.configuring import set_portal
from handrail.channels.portal.models import Portal
from handrail.channels.portal.requests import PAGE
from handrail.channels.portal.tests.conftest import AsCustomer
from handrail.conversations import verbs
from handrail.conversations.models import Attachment, Category, Conversation, Message, Status
from handrail.conversations.statuses import default_status
from handrail.conversations.verbs import File, Words
from handrail.conversations.verbs.checking import check_file
from handrail.core import blobs
from handrail.customers.models import Customer
from handrail.routing.models import WaitCase
from tests.cast import Ask
from tests.waits import SAID, say_waits

pytestmark = pytest.mark.django_db
TO_DORA = {"to": [{"name": "Dora", "address": "Dora@Nordlicht.example"}], "cc": []}


def told(text: str, **more: Any) -> Words:
    return Words(text=text, recipients=TO_DORA, **more)


def page(client: Any, name: str, *args: Any, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_dora_finds_her_requests_with_the_label_that_customers_read(
    ask: Ask, dora: Customer, ada: Agent, as_customer: AsCustomer
) -> None:
    first, second = ask("It is dark", subject="A dark lamp"), ask("No bill came", subject="The bill")
    verbs.reply(first, words=told("Please try another bulb"), by=ada.as_actor(), send=False)
    verbs.close(second, by=ada.as_actor())
    client = as_customer(dora)
    seen = page(client, "portal", lang="en")
    assert "A dark lamp" in seen
    assert "Please try another bulb" in seen
    assert "We are on it" in seen
    assert "The bill" in seen
    assert "Solved" in seen
    assert "Lamp &amp; Co." in seen
    assert "The bill" not in page(client, "portal", state="open")
    assert "A dark lamp" not in page(client, "portal", state="closed")
    Status.objects.filter(category=Category.CLOSED).update(name="Internal grave", customer_label="Erledigt")
    seen = page(client, "portal")
    assert "Erledigt" in seen
    assert "Internal grave" not in seen


def test_nobody_is_on_it_before_somebody_has_it_or_has_answered(
    ask: Ask, dora: Customer, ada: Agent, as_customer: AsCustomer
) -> None:
    client, one = as_customer(dora), ask("It is dark", subject="A dark lamp")

    def states() -> list[str]:
        pages = page(client, "portal", lang="en"), page(client, "portal_request", one.public_id, lang="en")
        said = [re.findall(r'class="state"[^>]*>(.*?)</span>', seen)[0] for seen in pages]
        return [re.sub("<svg.*?</svg>", "", label) for label in said]

    assert states() == ["Received"] * 2
    verbs.assign(one, to=ada, by=ada.as_actor())
    assert states() == ["We are on it"] * 2
    verbs.assign(one, to=None, by=ada.as_actor())
    assert states() == ["Received"] * 2
    verbs.reply(one, words=told("Please try another bulb"), by=ada.as_actor(), send=False)
    assert states() == ["We are on it"] * 2
    other = ask("No bill came", subject="The bill")
    Status.objects.filter(category=Category.OPEN).update(customer_label="In good hands")
    assert page(client, "portal", lang="en").count("In good hands") == 2
    assert "In good hands" in page(client, "portal_request", other.public_id, lang="en")


def test_a_long_list_goes_on_page_by_page_and_tells_no_times(
    ask: Ask, dora: Customer, as_customer: AsCustomer
) -> None:
    subjects = [ask("?", subject=f"Question {number:02}.").subject for number in range(PAGE + 3)]
    client = as_customer(dora)
    first = page(client, "portal", lang="en")
    assert "Older requests" in first
    after = first.partition("?after=")[2].partition('"')[0]
    second = page(client, "portal", after=after)
    assert [one for one in subjects if one in first and one in second] == []
    assert all(one in first + second for one in subjects)
    for wrong in ("nonsense", str(uuid.uuid4())):
        assert "Question" not in page(client, "portal", after=wrong)


def test_pages_cost_the_same_however_much_there_is(
    ask: Ask, dora: Customer, ada: Agent, as_customer: AsCustomer
) -> None:
    def cost(name: str, *args: Any) -> int:
        client.get(reverse(name, args=args))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(client, name, *args)
        return len(asked)

    client, one = as_customer(dora), ask()
    before = cost("portal"), cost("portal_request", one.public_id)
    for number in range(8):
        other = ask(f"Again {number}")
        for where in (one, other):
            file = File("plan.txt", "text/plain", f"{number}".encode())
            verbs.reply(where, words=told(f"Answer {number}", files=(file,)), by=ada.as_actor(), send=False)
    assert (cost("portal"), cost("portal_request", one.public_id)) <= (before[0] + 1, before[1] + 1)
    assert before[0] <= 8
    assert before[1] <= 11


def test_dora_answers_with_a_file_and_the_same_form_twice_is_one_answer(
    ask: Ask, dora: Customer, ada: Agent, as_customer: AsCustomer
) -> None:
    one = ask("It is dark")
    verbs.reply(one, words=told("Any picture?"), by=ada.as_actor(), send=False)
    client, once = as_customer(dora), str(uuid.uuid4())
    for _ in range(2):
        upload = SimpleUploadedFile("lamp.png", b"\x89PNG lamp", content_type="image/png")
        body = {"text": "Here it is\r\n\r\nDora", "files": upload, "once": once}
        answer = client.post(reverse("portal_answer", args=[one.public_id]), body)
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            reverse("portal_request", args=[one.public_id]) + "?sent=1#sent",
        )
    said = Message.objects.get(conversation=one, channel="portal")
    assert (said.text, said.entry.customer_id, said.sender["address"]) == (
        "Here it is\n\nDora",
        dora.pk,
        "dora@nordlicht.example",
    )
    one.refresh_from_db()
    assert one.waiting_since == said.entry.at
    file = Attachment.objects.get()
    address = reverse("portal_file", args=[file.public_id, "lamp.png"])
    assert address in page(client, "portal_request", one.public_id)
    answer = client.get(address)
    assert (answer.content, answer.headers["Content-Type"]) == (b"\x89PNG lamp", "image/png")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_once_of_somebody_else_leads_nowhere(
    ask: Ask, dora: Customer, emil: Customer, support: Mailbox, as_customer: AsCustomer
) -> None:
    body = {"subject": "Mine", "text": "Mine alone", "once": str(uuid.uuid4())}
    answers = [as_customer(one).post(reverse("portal_new"), body) for one in (emil, dora, emil)]
    assert answers[0].headers["Location"] == answers[2].headers["Location"] != answers[1].headers["Location"]
    assert Conversation.objects.filter(subject="Mine").count() == 2


def test_dora_closes_and_reopens_and_writing_reopens_too(
    ask: Ask, dora: Customer, ada: Agent, as_customer: AsCustomer
) -> None:
    one, client = ask(), as_customer(dora)
    verbs.reply(one, words=told("Done?"), by=ada.as_actor(), send=False)
    state = reverse("portal_state", args=[one.public_id])
    for closed, category in (("1", "closed"), ("1", "closed"), ("0", "open"), ("0", "open"), ("1", "closed")):
        assert client.post(state, {"closed": closed}).status_code == 302
        one.refresh_from_db()
        assert one.category == category
    assert one.entries.filter(kind="status_changed", customer=dora).count() == 3
    assert "opened again by it" in page(client, "portal_request", one.public_id, lang="en")
    client.post(reverse("portal_answer", args=[one.public_id]), {"text": "Not quite"})
    one.refresh_from_db()
    assert (one.category, one.waiting_since is not None) == ("open", True)


def test_words_in_the_box_are_not_lost_by_closing(ask: Ask, dora: Customer, as_customer: AsCustomer) -> None:
    one, client = ask(), as_customer(dora)
    state, more = (reverse(name, args=[one.public_id]) for name in ("portal_state", "portal_answer"))
    log = SimpleUploadedFile("debug.log", b"fine", content_type="text/plain")
    typed = {"text": "It works, but", "once": str(uuid.uuid4())}
    for body in (typed, {**typed, "files": log}):
        answer = client.post(state, {**body, "closed": "1"})
        seen = answer.content.decode()
        one.refresh_from_db()
        assert (answer.status_code, one.category, one.messages.count()) == (200, "open", 1)
        assert "It works, but</textarea>" in seen
        assert typed["once"] in seen
        assert ('name="closes"' in seen, 'value="drop"' in seen, " autofocus" in seen) == (True, True, True)
        assert ('class="wrong"' in seen) is ("files" in body)  # a file has to be chosen once more
    assert client.post(more, {**typed, "closes": "1"}).status_code == 302
    one.refresh_from_db()
    assert (one.category, one.messages.latest("pk").text) == ("closed", "It works, but")
    seen = client.post(state, {"closed": "0", "text": "And one more thing"}).content.decode()
    assert "And one more thing</textarea>" in seen
    assert client.post(state, {"closed": "drop", "text": "Never mind"}).status_code == 302
    one.refresh_from_db()
    assert (one.category, one.messages.count()) == ("closed", 2)


def test_who_has_sent_sees_their_own_words_marked_as_sent(
    ask: Ask, dora: Customer, ada: Agent, as_customer: AsCustomer
) -> None:
    one, client = ask("It is dark"), as_customer(dora)
    verbs.reply(one, words=told("Any picture?"), by=ada.as_actor(), send=False)
    answer = client.post(reverse("portal_answer", args=[one.public_id]), {"text": "None at hand"})
    where, _, anchor = answer.headers["Location"].partition("#")
    marked = client.get(where).content.decode().partition(f'id="{anchor}" tabindex="-1"')[2]
    assert 'role="status"' in marked.partition("</header>")[0]
    assert "None at hand" in marked.partition("</article>")[0]
    assert f'id="{anchor}"' not in page(client, "portal_request", one.public_id)
    made = client.post(reverse("portal_new"), {"subject": "Mine", "text": "Mine alone"})
    assert 'id="sent"' in client.get(made.headers["Location"].partition("#")[0]).content.decode()


def test_what_was_closed_long_ago_is_over(ask: Ask, dora: Customer, as_customer: AsCustomer) -> None:
    one, client = ask(), as_customer(dora)
    verbs.close(one, by=dora.as_actor())
    Conversation.objects.update(last_activity_at=timezone.now() - timedelta(days=31))
    seen = page(client, "portal_request", one.public_id, lang="en")
    assert "closed some time ago" in seen
    assert "<textarea" not in seen
    answer = client.post(reverse("portal_answer", args=[one.public_id]), {"text": "Hello?"})
    assert answer.status_code == 422
    client.post(reverse("portal_state", args=[one.public_id]), {"closed": "0"})
    one.refresh_from_db()
    assert one.category == "closed"
    assert one.messages.count() == 1


def test_dora_asks_anew_in_the_mailbox_she_chooses_of_those_that_a_lead_allowed(
    dora: Customer, support: Mailbox, billing: Mailbox, as_customer: AsCustomer
) -> None:
    client = as_customer(dora)
    assert "Lamp billing" not in page(client, "portal_new")
    body = {"subject": "  A  new\nlamp ", "text": "Please", "mailbox": billing.pk, "once": str(uuid.uuid4())}
    client.post(reverse("portal_new"), body)
    made = Conversation.objects.get()
    assert (made.subject, made.mailbox, made.channel, made.customer) == (
        "A new lamp",
        support,
        "portal",
        dora,
    )
    assert made.waiting_since is not None
    set_portal(is_on=True, name="Lamp", colour="", mailboxes=[support, billing])
    assert "Lamp billing" in page(client, "portal_new")
    client.post(reverse("portal_new"), body | {"once": str(uuid.uuid4())})
    assert Conversation.objects.latest("pk").mailbox == billing


def test_what_cannot_be_kept_is_said_and_what_was_written_stays(
    ask: Ask, dora: Customer, as_customer: AsCustomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, one = as_customer(dora), ask()
    client.cookies["handrail_portal_language"] = "en"
    new, more = reverse("portal_new"), reverse("portal_answer", args=[one.public_id])
    many = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(11)]
    for where, body, says in (
        (new, {"subject": "", "text": "kept"}, "Say in a few words"),
        (new, {"subject": "kept", "text": " "}, "the message is empty"),
        (new, {"subject": "kept" * 60, "text": "x"}, "at most 200 characters"),
        (more, {"text": ""}, "the message is empty"),
        (more, {"text": "kept" * 12_501}, "attach it as a file"),
        (more, {"text": "kept", "files": many}, "at most 10 files"),
    ):
        answer = client.post(where, body)
        seen = answer.content.decode()
        assert (answer.status_code, says in seen) == (422, True), says
        assert "kept" in seen or body["text"] == ""
    monkeypatch.setattr("handrail.channels.portal.asking.MOST_AN_HOUR", 0)
    assert client.post(more, {"text": "kept"}).status_code == 422


def test_secrets_are_masked_before_they_are_kept(ask: Ask, dora: Customer, as_customer: AsCustomer) -> None:
    client, one = as_customer(dora), ask()
    log = SimpleUploadedFile("debug.log", b"password=Sommer2026!x\nfine\n", content_type="text/plain")
    body = {"text": "My card is 4111 1111 1111 1111, thanks", "files": log}
    assert client.post(reverse("portal_answer", args=[one.public_id]), body).status_code == 302
    said = Message.objects.get(channel="portal")
    assert "4111" not in said.text + said.html
    assert "••11" in said.text
    kept = blobs.open_bytes(Attachment.objects.get().blob_id)
    assert b"Sommer2026" not in kept
    assert b"fine" in kept


def test_a_large_log_is_read_by_nobody_before_a_job_has_looked_through_it(
    ask: Ask, dora: Customer, as_customer: AsCustomer
) -> None:
    client, one = as_customer(dora), ask()
    log = SimpleUploadedFile("debug.log", b"password=Sommer2026!x\n" + b"fine\n" * 60_000, "text/plain")
    client.post(reverse("portal_answer", args=[one.public_id]), {"text": "Here", "files": log})
    file = Attachment.objects.get()
    address = reverse("portal_file", args=[file.public_id, file.name])
    request = reverse("portal_request", args=[one.public_id])
    assert client.get(address).status_code == 404
    assert address not in client.get(request).content.decode()
    check_file(str(file.unchecked_id))
    assert b"Sommer2026" not in client.get(address).content
    assert address in client.get(request).content.decode()


def test_dates_are_in_the_customer_s_zone_and_words_in_their_language(
    ask: Ask, dora: Customer, as_customer: AsCustomer
) -> None:
    one = ask()
    client = as_customer(dora)
    answer = client.get(reverse("portal_request", args=[one.public_id]))
    assert answer.headers["Content-Language"] == "ro"
    assert 'lang="ro"' in answer.content.decode()
    answer = client.get(reverse("portal"), {"lang": "fr"})
    assert answer.headers["Content-Language"] == "fr"
    assert client.get(reverse("portal")).headers["Content-Language"] == "fr"
    arabic = client.get(reverse("portal"), {"lang": "ar"}).content.decode()
    assert 'dir="rtl"' in arabic


def test_what_is_promised_is_said_and_so_is_being_late(
    ask: Ask, dora: Customer, ada: Agent, as_customer: AsCustomer
) -> None:
    one, client = ask(), as_customer(dora)
    client.cookies["handrail_portal_language"] = "en"
    assert "waits for our answer" in page(client, "portal_request", one.public_id)
    for shift, says in ((2, "You can expect our answer by"), (-2, "We are late")):
        Conversation.objects.filter(pk=one.pk).update(next_due_at=timezone.now() + timedelta(hours=shift))
        assert says in page(client, "portal_request", one.public_id)
    due = timezone.now() + timedelta(hours=2)
    Conversation.objects.filter(pk=one.pk).update(next_due_at=due)
    likely, case = due + timedelta(days=400), {"mailbox": one.mailbox, "channel": "email"}
    WaitCase.objects.create(conversation=one, asked_at=one.created_at, most_by=likely, **case)
    says = page(client, "portal_request", one.public_id).partition("You can expect our answer by")[2]
    assert f"{likely:%Y}" in says[:60]  # nobody is told what will hardly come true
    verbs.reply(one, words=told("Here"), by=ada.as_actor(), send=False)
    assert "answer by" not in page(client, "portal_request", one.public_id)


def test_quotes_are_folded_and_pictures_of_the_mail_are_shown_from_here(
    ask: Ask, dora: Customer, ada: Agent, as_customer: AsCustomer
) -> None:
    one = ask()
    picture = File("lamp.png", "image/png", b"\x89PNG", inline=True, content_id="p1@lamp")
    words = told(
        "See",
        html='<p>See <img src="cid:p1@lamp"><img src="https://t.example/x.gif"></p>',
        files=(picture,),
        quoted_html="<blockquote>what was said before</blockquote>",
        quoted="> what was said before",
    )
    verbs.reply(one, words=words, by=ada.as_actor(), send=False)
    seen = page(as_customer(dora), "portal_request", one.public_id)
    assert '<details class="quoted">' in seen
    assert "what was said before" in seen
    assert f'src="{reverse("portal_file", args=[Attachment.objects.get().public_id, "lamp.png"])}"' in seen
    assert ' src="https://t.example' not in seen


def test_the_look_is_the_brand_s_and_needs_no_script(
    ask: Ask, dora: Customer, portal: Portal, as_customer: AsCustomer
) -> None:
    ask()
    answer = as_customer(dora).get(reverse("portal"))
    seen = answer.content.decode()
    assert 'fill="#0b7a75"' in seen
    assert "<script" not in seen
    assert "style=" not in seen
    assert len(answer.content) < 20_000
    assert default_status(Category.OPEN).customer_label


def test_who_asks_reads_how_long_a_first_answer_takes(
    as_customer: AsCustomer, dora: Customer, support: Mailbox
) -> None:
    client = as_customer(dora)
    assert SAID not in client.get("/portal/new/?lang=en").content.decode()
    say_waits(support)
    assert SAID in client.get("/portal/new/?lang=en").content.decode()

"""Dora fills in a form: what she wrote is a conversation, once, with every answer in its place."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from handrail.accounts.models import Mailbox
from handrail.channels.form import intake
from handrail.channels.form.models import Form, Submission, SubmissionFile, SubmissionState
from handrail.channels.form.tests.conftest import GOOD, filled
from handrail.channels.portal.configuring import set_portal
from handrail.conversations.models import Attachment, Conversation, Message, Product, SupportPolicy
from handrail.conversations.verbs.checking import check_file
from handrail.core import blobs
from handrail.core.models import Blob, Failure
from handrail.core.remembered import forget_remembered
from handrail.customers.models import Customer
from handrail.helpcenter import contact as ways
from handrail.helpcenter.sites import the_site
from tests.articles import article
from tests.waits import SAID, say_waits

pytestmark = pytest.mark.django_db
KEY = "sk_" + "live_4eC39HqLyjWDarjtT1zdp7dc"


def test_the_page_asks_in_the_visitor_s_language_without_cookies(contact: Form, client: Client) -> None:
    answer = client.get("/forms/contact/", headers={"Accept-Language": "fr-CH, de;q=0.5"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert '<html lang="fr"' in text
    assert "Comment vous aider ?" in text
    assert "Votre e-mail" in text
    assert 'href="?lang=en"' in text
    english = client.get("/forms/contact/?lang=en", headers={"Accept-Language": "fr"}).content.decode()
    assert "How can we help?" in english


def test_large_logs_are_read_by_nobody_before_a_job_has_looked_through_them(
    contact: Form, client: Client
) -> None:
    log = f"API_KEY={KEY}\n" + "at line 7\n" * 30_000
    file = SimpleUploadedFile("debug.log", log.encode(), "text/plain")
    sent = filled(what="crash", log=log, files=file)
    assert client.post("/forms/contact/", sent).status_code == 302
    pasted, came = Attachment.objects.order_by("name").reverse()
    assert (pasted.name, came.name) == ("log.txt", "debug.log")
    assert not SubmissionFile.objects.exists()
    for one in (pasted, came):
        assert blobs.open_bytes(one.blob_id) == b""
    for one in (pasted, came):
        check_file(str(one.unchecked_id))
        one.refresh_from_db()
        masked = blobs.open_bytes(one.blob_id).decode()
        assert KEY not in masked
        assert masked.rstrip().endswith("at line 7")


def test_what_is_sent_becomes_a_conversation_with_its_fields(contact: Form, client: Client) -> None:
    log = f"Fatal error\nAPI_KEY={KEY}\nat line 7\n"
    sent = filled(version="3.2", what="crash", again="yes")
    file = SimpleUploadedFile("debug.log", log.encode(), "text/plain")
    answer = client.post("/forms/contact/", {**sent, "log": file})
    assert answer.status_code == 302
    conversation = Conversation.objects.get()
    page = client.get(answer.headers["Location"]).content.decode()
    assert f"#{conversation.number}" in page
    message = Message.objects.get()
    assert (conversation.channel, conversation.subject) == ("form", "The page stays white.")
    assert message.sender == {"name": "Dora", "address": "Dora@Nordlicht.example"}
    assert "Product: Lamp" in message.text
    assert "Version: 3.2" in message.text
    assert "What is it about?: A crash" in message.text
    assert "It happens each time: yes" in message.text
    assert conversation.kind_id == "bug"
    assert {one.name for one in conversation.tags.all()} == {"from the site", "A crash"}
    kept = Attachment.objects.get()
    assert kept.name == "debug.log"
    masked = blobs.open_bytes(kept.blob_id).decode()
    assert KEY not in masked
    assert "••dc" in masked
    assert "at line 7" in masked
    done = Submission.objects.get()
    assert (done.state, done.values, done.files.count()) == (SubmissionState.DONE, {}, 0)
    assert Blob.objects.get(pk=kept.blob_id).references == 1


def test_a_typed_address_finds_its_customer_and_proves_nothing(
    contact: Form, client: Client, dora: Customer
) -> None:
    for _again in range(2):
        client.post("/forms/contact/", filled(name="Mallory"))
    first, second = Conversation.objects.order_by("pk")
    assert first.customer == second.customer == dora
    dora.refresh_from_db()
    assert dora.name == "Dora"
    assert not dora.addresses.filter(verified_at__isnull=False).exists()
    assert not Message.objects.exclude(authentication={}).exists()


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(contact: Form, client: Client) -> None:
    answer = client.post("/forms/contact/", filled(email="dora at home", what="crash"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#q-email"' in text
    assert 'value="dora at home"' in text
    assert 'id="q-log-wrong"' in text  # asked, because it is a crash
    assert "The page stays white." in text
    assert not Submission.objects.exists()


def test_files_that_a_browser_forgets_with_a_mistake_are_asked_for_again(
    contact: Form, client: Client
) -> None:
    def mistaken(**more: object) -> str:
        return client.post("/forms/contact/", filled(email="dora at home", **more)).content.decode()

    assert 'id="q-files-wrong"' not in mistaken()
    file = SimpleUploadedFile("plan.txt", b"where it burns", "text/plain")
    assert 'id="q-files-wrong"' in mistaken(files=file)


def test_only_what_is_wrong_is_marked_where_a_log_came_as_a_file(contact: Form, client: Client) -> None:
    log = SimpleUploadedFile("debug.log", b"at line 7", "text/plain")
    told = filled(email="dora at home", what="crash", log=log)
    seen = client.post("/forms/contact/", told).content.decode()
    box = seen.partition('<textarea class="input log"')[2].partition(">")[0]
    file = seen.partition('id="q-log-file"')[2].partition(">")[0]
    assert ("aria-invalid" in box, "aria-invalid" in file) == (False, True)
    assert 'href="#q-log-file"' in seen
    pasted = client.post("/forms/contact/", filled(email="dora at home", what="crash")).content.decode()
    assert "aria-invalid" in pasted.partition('<textarea class="input log"')[2].partition(">")[0]


def test_who_has_sent_reads_where_the_answer_will_come(
    contact: Form, client: Client, support: Mailbox, dora: Customer
) -> None:
    where = client.post("/forms/contact/", filled(lang="en")).headers["Location"]
    seen = client.get(where).content.decode()
    assert GOOD["email"] in seen
    assert "/portal/" not in seen
    set_portal(is_on=True, name="Lamp", colour="", mailboxes=[support])
    forget_remembered()
    assert "/portal/sign-in/" in client.get(where).content.decode()


def test_who_has_sent_is_led_on_to_what_strangers_may_read(
    contact: Form, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = client.post("/forms/contact/", filled(lang="en")).headers["Location"]

    def leads(language: str = "en") -> list[str]:
        forget_remembered()
        seen = client.get(where.replace("lang=en", f"lang={language}")).content.decode()
        return re.findall(r'href="(/help/[^"]*)"', seen.partition("data-sent")[2])

    assert leads() == []
    article("Salaries of colleagues", "Nobody else's.", visibility="internal", slug="pay")
    assert leads() == []
    article("White page", "Empty the cache.", slug="white-page")
    site = the_site()
    site.languages = ["en", "fr"]
    site.save()
    assert leads() == ["/help/en/"]
    monkeypatch.setattr(ways, "SUPPORT", [lambda _site: "support/"])
    assert leads("fr") == ["/help/fr/", "/help/fr/support/"]
    framed = client.get(f"{where}&frame=1").content.decode()
    assert framed.count('target="_blank" rel="noopener"') == 2
    site.is_on = False
    site.save()
    assert leads() == []


def test_a_browser_is_told_that_an_address_has_a_dot(contact: Form, client: Client) -> None:
    """Before anything is sent: the server refuses it too, but then the browser has forgotten the files."""
    seen = client.get("/forms/contact/").content.decode()
    found = re.search(r'id="q-email"[^>]* pattern="([^"]+)"', seen)
    assert found
    assert not re.fullmatch(found[1], "lena@nowhere")
    assert re.fullmatch(found[1], "lena@nowhere.example")


def test_the_same_sending_twice_is_one_conversation(contact: Form, client: Client) -> None:
    once = str(uuid.uuid4())
    told = [send(client, {**GOOD}, once=once) for _again in range(2)]
    assert told[0].status_code == told[1].status_code == 201
    assert told[0].json() == told[1].json()
    assert Conversation.objects.count() == Submission.objects.count() == 1


def test_a_page_that_is_sent_again_with_other_words_loses_neither(contact: Form, client: Client) -> None:
    """Back, other words, Send, and Send again: the browser shows the page as it was."""
    first = filled()
    second = first | {"message": "I forgot: it blinks twice."}
    for told in (first, second, second):
        client.post("/forms/contact/", told)
    kept = Submission.objects.order_by("pk")
    assert [one.state == SubmissionState.HELD or one.conversation_id is not None for one in kept] == [
        True
    ] * 2


def test_half_an_emoji_in_a_log_that_was_cut_is_no_reason_to_lose_it(contact: Form, client: Client) -> None:
    answer = send(client, GOOD | {"message": "cut here \ud83d"}, once=str(uuid.uuid4()))
    assert answer.status_code == 201


def send(client: Client, fields: Mapping[str, object], **more: object) -> Any:
    return client.post("/forms/contact/send/", json.dumps({"fields": fields, **more}), "application/json")


@pytest.mark.parametrize(
    ("body", "code", "status"),
    [
        ("{", "json", 400),
        ("[]", "json", 400),
        ('{"fields": 7}', "json", 400),
        ('{"fields": {}, "once": "again"}', "once", 400),
        ('{"fields": {"email": "x"}}', "fields", 422),
        ('{"fields": {"lamp": true}}', "fields", 422),
        ("[" * 100_000, "json", 400),
    ],
)
def test_programs_are_told_what_is_wrong(
    contact: Form, client: Client, body: str, code: str, status: int
) -> None:
    answer = client.post("/forms/contact/send/", body, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["error"]
    assert not Submission.objects.exists()


def test_the_errors_of_programs_are_by_field_in_their_language(contact: Form, client: Client) -> None:
    fields = {"email": "nobody", "product": "chair", "message": ["a"] * 3, "lamp": 1, "what": {"a": 1}}
    told = send(client, fields, language="en").json()["fields"]
    assert set(told) == {"email", "product", "lamp", "what"}
    assert told["product"] == "This is not one of the choices."


def test_only_scripts_of_its_own_web_sites_may_send_it(contact: Form, client: Client) -> None:
    contact.origins = ["https://lamp.example"]
    contact.save()
    body = json.dumps({"fields": GOOD})
    address = "/forms/contact/send/"
    foreign = client.post(address, body, "application/json", headers={"Origin": "https://evil.example"})
    assert (foreign.status_code, foreign.json()["code"]) == (403, "origin")
    assert "Access-Control-Allow-Origin" not in foreign.headers
    asked = client.options(address, headers={"Origin": "https://lamp.example"})
    assert asked.status_code == 204
    assert asked.headers["Access-Control-Allow-Origin"] == "https://lamp.example"
    own = client.post(address, body, "application/json", headers={"Origin": "https://lamp.example"})
    assert own.status_code == 201
    assert client.post(address, body, "application/json").status_code == 201  # a program has no origin
    frame = client.get("/forms/contact/embed/").headers["Content-Security-Policy"]
    assert frame.endswith("frame-ancestors https://lamp.example")


def test_without_an_address_each_is_somebody_new(contact: Form, client: Client) -> None:
    contact.fields = [one | {"required": False} for one in contact.fields]
    contact.save()
    for _again in range(2):
        assert send(client, {"message": "It broke"}).status_code == 201
    assert Customer.objects.count() == 2


def test_what_cannot_be_read_is_kept_and_read_again(
    contact: Form, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_submission: Submission) -> None:
        raise RuntimeError("the bulb is out")

    with monkeypatch.context() as change:
        change.setattr(intake, "record", broken)
        answer = send(client, {**GOOD})
    assert answer.status_code == 201
    assert answer.json()["number"] is None
    kept = Submission.objects.get()
    assert (kept.state, kept.values["message"]) == (SubmissionState.FAILED, "The page stays white.")
    assert Failure.objects.get().what == "read form"
    intake.process_again(kept.pk)
    kept.refresh_from_db()
    assert kept.state == SubmissionState.DONE
    assert Conversation.objects.get() == kept.conversation
    assert Failure.objects.get().resolved_at is not None


def test_a_form_that_is_off_does_not_exist(contact: Form, client: Client) -> None:
    contact.is_active = False
    contact.save()
    for end in ("", "embed/", "embed.js", "look.css", "send/", "sent/x/"):
        assert client.post(f"/forms/contact/{end}").status_code in (404, 405), end
        assert client.get(f"/forms/contact/{end}").status_code in (404, 405), end


def test_what_support_covers_is_said_for_the_product_and_the_plan(contact: Form, client: Client) -> None:
    lamp = Product.objects.get(key="lamp")
    SupportPolicy.objects.create(texts={"en": "We help with all lamps.", "fr": "Toutes les lampes."})
    SupportPolicy.objects.create(product=lamp, plan="pro", texts={"en": "Lamp Pro: within a day."})
    plain = client.get("/forms/contact/").content.decode()
    assert "We help with all lamps." in plain
    assert "within a day" not in plain
    assert "Toutes les lampes." in client.get("/forms/contact/?lang=fr").content.decode()
    pro = client.get("/forms/contact/?plan=Pro").content.decode()
    assert 'data-policy="lamp"' in pro
    assert "Lamp Pro: within a day." in pro


def test_the_page_says_how_long_a_first_answer_takes(contact: Form, client: Client) -> None:
    assert SAID not in client.get("/forms/contact/?lang=en").content.decode()
    say_waits(contact.mailbox)
    assert SAID in client.get("/forms/contact/?lang=en").content.decode()

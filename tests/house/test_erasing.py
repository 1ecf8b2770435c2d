"""Erasing reaches every copy: a marker is planted in every store, its person is erased, and it is nowhere."""

from __future__ import annotations

import argparse
import os
import uuid
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from handrail.accounts.models import Agent, Mailbox
from handrail.assistant.models import Blocked, Case, Exchange, Trial, Turn
from handrail.channels.call.verbs import note_call, offer_call, pick_slot
from handrail.channels.email import intake
from handrail.channels.email.models import (
    AutomaticMail,
    Connection,
    IncomingMail,
    MailState,
    SentByEsp,
)
from handrail.channels.form.fields import FormField
from handrail.channels.form.intake import Arrival, keep
from handrail.channels.form.models import Form
from handrail.channels.form.reading import Sent, Upload
from handrail.channels.portal import signing_in as portal
from handrail.conversations import verbs
from handrail.conversations.events import Bounced, Joined, Parted
from handrail.conversations.models import Conversation, Entry, Message, SendState
from handrail.conversations.timeline import record
from handrail.conversations.verbs import File, Words
from handrail.conversations.verbs.enclosing import Enclosed
from handrail.conversations.verbs.side_drafts import save_side_draft
from handrail.core import blobs
from handrail.core.audit import audit
from handrail.core.environment import read_environment
from handrail.core.jobs import note_failure
from handrail.core.models import Blob
from handrail.core.verbs import together
from handrail.customers import tasks
from handrail.customers import verbs as people
from handrail.customers.erasing import begin_erasure, preview, run_erasure
from handrail.customers.importing.running import keep_file
from handrail.customers.models import Customer, Erasure, FileImport
from handrail.helpcenter import counting
from handrail.helpcenter.models import ClickCount, Question, ReadBefore, SearchCount
from handrail.helpcenter.sites import the_site
from handrail.helpcenter.verbs import Words as Article
from handrail.helpcenter.verbs import create_article
from handrail.ops.commands import erase
from handrail.ops.errors import RefusedError
from handrail.outreach.verbs import LetterWords, NoteWords, note_progress, put_notice, save_letter, save_step
from tests.cast import Ask

pytestmark = pytest.mark.django_db
# Each process that tests has its own: they share the log of one database, and erase from it.
MARK = f"zanzibar{os.getpid()}mark"
ADDRESS = f"Tilda.{MARK}@Leave.example"
SECOND = f"t.{MARK}@leave.example"

STORES = {
    *("core_blobbytes", "core_failure", "core_auditentry", "procrastinate_jobs", "customers_customer"),
    *("customers_address", "customers_identity", "customers_note", "customers_change", "customers_merge"),
    *(
        "conversations_conversation",
        "conversations_entry",
        "conversations_message",
        "conversations_draft",
    ),
    "call_calloffer",
    *("outreach_letterversion", "outreach_planstep", "outreach_progressnote", "outreach_notice"),
    *("conversations_attachment", "conversations_searchrow"),
    *("portal_signinlink", "portal_visit"),
    *("form_submission", "form_submissionfile"),
    *("helpcenter_question", "helpcenter_searchcount", "helpcenter_clickcount"),
    *("assistant_turn", "assistant_case", "assistant_trial", "assistant_blocked"),
    *("email_incomingmail", "email_automaticmail", "email_connection", "email_sentbyesp"),
}
"""Where the marker stands before the erasure."""


def everywhere() -> Iterator[tuple[str, str]]:
    """Every row of every table as text, and every column of bytes as the letters in it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(column_name::text) FILTER (WHERE data_type = 'bytea')"
            " FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' GROUP BY table_name"
        )
        for table, bytes_in in cursor.fetchall():
            columns = [f"encode({column}, 'escape')" for column in bytes_in or ()]
            values = ", ".join(["t::text", *columns])
            cursor.execute(f'SELECT concat_ws(chr(10), {values}) FROM "{table}" t')  # noqa: S608 - our own
            yield from ((table, text.casefold()) for (text,) in cursor.fetchall())
    home = read_environment().home
    for path in home.rglob("*"):
        in_database = "postgres" in path.relative_to(home).parts and ".log" not in path.name
        if path.is_file() and not in_database:
            yield str(path), path.read_bytes().decode("latin-1").casefold()


def holding(mark: str = MARK) -> set[str]:
    return {where for where, text in everywhere() if mark in text}


def mail(mailbox: Mailbox, *, sender: str, text: str, **headers: str) -> IncomingMail:
    raw = EmailMessage()
    raw["From"], raw["To"], raw["Subject"] = sender, mailbox.address, headers.pop("subject", f"About {MARK}")
    raw["Message-ID"] = headers.pop("message_id", f"<{uuid.uuid4().hex}.{MARK}@leave.example>")
    for name, value in headers.items():
        raw[name.replace("_", "-")] = value
    raw.set_content(f"{text}\n\nOn Monday {ADDRESS} wrote:\n> {MARK} was quoted\n")
    raw.add_alternative(f"<p>{text} <b>{MARK}</b></p>", subtype="html")
    raw.add_attachment(f"bytes of {MARK}".encode(), maintype="text", subtype="plain", filename=f"{MARK}.txt")
    kept = intake.keep(mailbox, raw.as_bytes(), intake.Origin(source="file", path=f"/mails/{ADDRESS}.eml"))
    return intake.process(kept.pk)


@pytest.fixture
def tilda(support: Mailbox, cleo: Agent) -> Customer:
    mail(support, sender=f"Tilda {MARK} <{ADDRESS}>", text=f"My name is {MARK}")
    customer = people.find_customer(ADDRESS)
    assert customer is not None
    by = cleo.as_actor()
    people.define_attribute(of="customer", label="Remark", type="text", by=cleo)
    people.change_customer(customer, by=by, name=f"Tilda {MARK}", values={"remark": MARK})
    people.add_address(customer, value=SECOND, by=by)
    people.add_identity(customer, kind="account", external_id=MARK, by=by)
    people.write_note(customer, text=f"{MARK} is in a hurry", by=by)
    people.mark_bounced(SECOND, reason=f"550 {SECOND} unknown", at=timezone.now())
    return customer


@pytest.fixture
def merged(tilda: Customer, cleo: Agent) -> Customer:
    other = people.find_or_create(f"again.{MARK}@leave.example", f"Second {MARK}")
    Customer.objects.filter(pk=other.pk).update(fields={"older": MARK})
    for customer in (tilda, other):
        customer.addresses.update(verified_at=timezone.now())
    people.merge(tilda, gone=other, by=cleo.as_actor())
    return other


def plant_in_own(conversation: Conversation, ada: Agent) -> None:
    words = Words(
        text=f"Dear {MARK}",
        quoted=f"> {MARK}",
        subject=f"Re: {MARK}",
        recipients={"to": [{"name": MARK, "address": ADDRESS}], "cc": []},
        files=(File(f"{MARK}.pdf", "application/pdf", MARK.encode()),),
    )
    reply = verbs.reply(conversation, words=words, by=ada.as_actor())
    verbs.give_up_sending(
        conversation, entry=reply.pk, state=SendState.FAILED, error=f"550 {ADDRESS} rejected"
    )
    SentByEsp.objects.create(message_id=reply.pk, esp="postmark", esp_id=f"{MARK}-1")
    verbs.note(conversation, words=Words(text=f"{MARK} called"), by=ada.as_actor())
    verbs.save_draft(conversation, agent=ada, kind="reply", text=f"Draft to {MARK}", cc=SECOND, bcc="")
    verbs.attach_to_draft(conversation, agent=ada, kind="reply", file=File(MARK, "text/plain", MARK.encode()))
    Conversation.objects.filter(pk=conversation.pk).update(fields={"order": MARK})
    carrier = {"to": [{"name": "", "address": "desk@carrier.example"}]}
    asked = Words(text=f"Where is the parcel of {MARK}?", subject=MARK, recipients=carrier)
    first = conversation.entries.earliest("pk").pk
    side = verbs.begin_side(conversation, words=asked, by=ada.as_actor(), enclosed=Enclosed((first,)))
    by = side.conversation.customer.as_actor("Carla")
    verbs.receive_beside(
        side.conversation, words=Words(text=f"{MARK} moved", raw=blobs.put(MARK.encode()).pk), by=by
    )
    verbs.save_draft(side.conversation, agent=ada, kind="reply", text=f"{MARK}?")
    save_side_draft(conversation, agent=ada, kind="reply", text=f"And {MARK}?", to="desk@carrier.example")
    slot = timezone.now() + timedelta(days=1)
    called = offer_call(conversation, words=Words(text=MARK), slots=[slot], minutes=15, by=ada.as_actor())
    pick_slot(conversation, offer=called.public_id, slot=slot, phone=f"0123456 {MARK}", by=by)
    verbs.guide_elsewhere(conversation, where=f"Where {MARK} lives", by=ada.as_actor())
    note_call(conversation, words=Words(text=f"{MARK} said"), by=ada.as_actor())
    about = Bounced(reply.pk, [ADDRESS], "failed", True, "address", f"550 {MARK}")
    verbs.note_bounce(conversation, about=about, words=Words(text=f"{MARK} bounced"), at=timezone.now())


def plant_elsewhere(other: Conversation, tilda: Customer, ada: Agent) -> None:
    """In the conversation of somebody else, and in what the program says about its own work."""
    by = tilda.as_actor(f"Tilda {MARK}")
    verbs.receive(other, words=Words(text=f"{MARK} joins in", sender={"address": ADDRESS}), by=by)
    with together() as work:
        locked = Conversation.objects.select_for_update().get(pk=other.pk)
        work.hold(locked)
        record(locked, Joined(entry=1, name=f"Tilda {MARK}"), by=by)
        record(locked, Parted(number=9, name=f"Tilda {MARK}", mails=1), by=ada.as_actor())
    to = {"to": [{"name": "", "address": "dora@nordlicht.example"}], "cc": [{"name": "", "address": ADDRESS}]}
    words = Words(text=f"I asked {ADDRESS} already", subject=f"For {SECOND}", recipients=to)
    verbs.reply(other, words=words, by=ada.as_actor())
    verbs.save_draft(other, agent=ada, kind="reply", text=f"ask {SECOND}", cc=ADDRESS, bcc="")


def plant_in_forms(support: Mailbox) -> None:
    """Held at the door: an address in an answer, and one in a file of somebody without an address."""
    fields = [FormField("email", "email").as_json(), FormField("files", "files").as_json()]
    form = Form.objects.create(slug="a", name="A", mailbox=support, languages=["en"], fields=fields)
    for values, told in (({"email": ADDRESS}, MARK), ({}, f"log of {ADDRESS}")):
        files: dict[str, tuple[Upload, ...]] = {
            "files": (Upload(f"{told}.txt", "text/plain", told.encode()),)
        }
        keep(form, Sent(values, files), Arrival(uuid.uuid4(), "en", held="honeypot"))


def plant_with_assistant(own: Conversation) -> None:
    """What was asked, and what a writer said of it."""
    exchange = Exchange.objects.create(conversation=own, channel="chat")
    told = {"question": f"I am {MARK}", "answer": f"Dear {MARK}", "channel": "chat"}
    Turn.objects.create(exchange=exchange, asked=own.entries.earliest("pk"), **told)
    Turn.objects.create(conversation=own, **told)
    Case.objects.create(words=f"I am {MARK}", conversation=own)
    Case.objects.create(words=f"Who is {SECOND}?")
    Trial.objects.create(draft={"phrases": [[1, f"Who is {SECOND}?"]]})
    article = create_article(the_site(), language="en", words=Article(title="The bulb"), by=None).article
    Blocked.objects.create(article=article, words=f"I am {MARK}", conversation=own)
    Blocked.objects.create(article=article, words=f"Who is {SECOND}?")


def plant_in_help(own: Conversation) -> None:
    """Somebody typed their name where one searches for help; digits and addresses are masked there anyway."""
    shown = create_article(the_site(), language="en", words=Article(title="The lamp"), by=None)
    counting.contacted([shown.article_id], own)
    told = {"language": "en", "words": f"lamp of tilda {MARK}"}
    Question.objects.create(article=shown.article, **told)
    SearchCount.objects.create(site=shown.site, day="2026-01-05", **told)
    ClickCount.objects.create(article=shown.article, day="2026-01-05", **told)


def plant_in_outreach() -> None:
    """Somebody was careless in what everybody reads."""
    site = the_site()
    save_letter(site, language="en", words=LetterWords("Slow", badly=f"{ADDRESS} waited"), by=None)
    step = save_step(site, titles={"en": f"Write to {SECOND}"}, bodies={}, by=None)
    note_progress(site, step, words=NoteWords({"en": f"{ADDRESS} is content"}), by=None)
    put_notice(site, words={"en": ADDRESS}, ends_at=timezone.now() + timedelta(hours=1), by=None)


def plant_around(known: Customer, support: Mailbox, cleo: Agent) -> None:
    held = intake.keep(support, f"broken mail of {ADDRESS}".encode(), intake.Origin(source="file"))
    IncomingMail.objects.filter(pk=held.pk).update(state=MailState.HELD, reason=f"no sender in {ADDRESS}")
    AutomaticMail.objects.create(mailbox=support, address=ADDRESS.casefold())
    portal.make_link(ADDRESS)
    portal.begin_visit(known, address=ADDRESS, product_id=MARK)
    Connection.objects.create(mailbox=support, out_error=f"550 {ADDRESS}", trial={"to": [ADDRESS]})
    note_failure("send", "1", RuntimeError(f"550 {ADDRESS} unknown"))
    audit(cleo, "mailbox changed", forwarders=[ADDRESS])
    app.configure_task("handrail.channels.email.tasks.send_to_agent").defer(
        subject="x", body=f"about {ADDRESS}", to=["ada@lamp.example"]
    )
    plant_in_forms(support)
    keep_file(f"Name,E-mail\nTilda {MARK},{ADDRESS}\n".encode(), name="file.csv", of="customer", by=cleo)
    log = read_environment().home / "postgres" / "server.log.old"
    log.write_text(f"DETAIL: Key (normalised)=({ADDRESS.casefold()}) already exists.\n")


def test_after_an_erasure_the_person_is_nowhere(
    ask: Ask, tilda: Customer, merged: Customer, support: Mailbox, ada: Agent, cleo: Agent
) -> None:
    own = Conversation.objects.get(customer=tilda)
    other = ask("Hello, I am Dora", subject="A lamp")
    plant_in_own(own, ada)
    plant_elsewhere(other, tilda, ada)
    plant_in_help(own)
    plant_with_assistant(own)
    plant_in_outreach()
    plant_around(tilda, support, cleo)
    numbers = (Conversation.objects.count(), Message.objects.count(), Entry.objects.count())
    planted = holding()
    assert planted >= {*STORES, str(read_environment().home / "postgres" / "server.log.old")}

    erasure = begin_erasure(tilda, by=cleo)
    tasks.erase.defer(erasure=erasure.pk)
    run_erasure(erasure.pk)

    assert holding() == set()
    assert not ReadBefore.objects.exists()
    assert numbers[:2] == (Conversation.objects.count(), Message.objects.count())
    assert Entry.objects.count() == numbers[2] + 4  # that it and its side were closed, and erased
    assert Conversation.objects.get(pk=own.pk).category == "closed"
    assert Blob.objects.count() == 0
    assert Customer.objects.get(pk=tilda.pk).erased_at is not None
    assert Message.objects.get(conversation=other, text="Hello, I am Dora").subject == "A lamp"
    assert FileImport.objects.get().state == "failed"
    run_erasure(erasure.pk)  # a job may run twice


def test_the_husk_says_that_it_was_erased_and_new_mail_makes_somebody_new(
    tilda: Customer, support: Mailbox, ada: Agent, cleo: Agent, as_agent: object, client: object
) -> None:
    number = Conversation.objects.get().number
    run_erasure(begin_erasure(tilda, by=cleo).pk)
    browser = as_agent(ada)  # type: ignore[operator]
    seen = browser.get(reverse("conversation", args=[number])).content.decode()
    assert "were erased with the customer" in seen
    assert "was erased on" in browser.get(reverse("customer", args=[tilda.pk])).content.decode()
    assert (
        str(tilda.pk) not in browser.get(reverse("customers")).content.decode().partition("<tbody>")[2][:50]
    )
    mail(support, sender=ADDRESS, text="I am back")
    assert people.find_customer(ADDRESS) not in (None, tilda)


def test_an_erasure_that_is_cut_off_goes_on(
    ask: Ask, tilda: Customer, support: Mailbox, cleo: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        mail(support, sender=ADDRESS, text=f"Again {number}")
    assert preview(tilda)["conversations"] == 4
    erasure = begin_erasure(tilda, by=cleo)
    with monkeypatch.context() as broken:
        done = []

        def cut(conversation: Conversation, **more: object) -> bool:
            done.append(conversation)
            if len(done) == 3:
                raise KeyboardInterrupt
            return verbs_erasing.erase_words(conversation, **more)  # type: ignore[arg-type]

        from handrail.conversations import erasing
        from handrail.conversations.verbs import erasing as verbs_erasing

        broken.setattr(erasing, "erase_words", cut)
        with pytest.raises(KeyboardInterrupt):
            run_erasure(erasure.pk)
    assert MARK in "".join(text for _where, text in everywhere())
    run_erasure(erasure.pk)
    assert holding() == set()
    assert Erasure.objects.get().done_at is not None


def test_bytes_that_somebody_else_sent_too_stay(ask: Ask, tilda: Customer, cleo: Agent) -> None:
    shared = File("terms.txt", "text/plain", b"the same terms for all")
    for conversation in (Conversation.objects.get(customer=tilda), ask("Here they are")):
        verbs.note(conversation, words=Words(text="terms", files=(shared,)), by=cleo.as_actor())
    run_erasure(begin_erasure(tilda, by=cleo).pk)
    blob = Blob.objects.get()
    assert blob.references == 1
    assert blobs.open_bytes(blob.key) == shared.data


def test_the_erased_cannot_be_erased_again(tilda: Customer, cleo: Agent) -> None:
    run_erasure(begin_erasure(tilda, by=cleo).pk)
    with pytest.raises(ValidationError):
        begin_erasure(tilda, by=cleo)


def test_the_command_says_first_and_erases_with_yes(
    tilda: Customer, capsys: pytest.CaptureFixture[str]
) -> None:
    told = argparse.Namespace(address=ADDRESS.upper(), yes=False)
    assert erase.run(told) == 0
    assert "Nothing was changed" in capsys.readouterr().out
    assert MARK in "".join(text for _where, text in everywhere())
    told.yes = True
    assert erase.run(told) == 0
    assert holding() == set()
    with pytest.raises(RefusedError):
        erase.run(told)

"""A reply leaves once, threads in the customer's client, and tells the truth when it could not leave."""

from __future__ import annotations

import re
from email.utils import parseaddr

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from handrail.accounts.confirming import has_confirmed
from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.matching.tokens import claim_of_address, claims_in_text, read_message_id
from handrail.channels.email.models import Connection, History
from handrail.channels.email.sending.replies import TryLater, send_reply
from handrail.channels.email.tasks import send_to_agent
from handrail.channels.email.tests.test_bounced import NO_USER, bounced
from handrail.channels.email.tests.test_intake import mail, receive
from handrail.channels.email.verbs import connect_mailbox, dress_mails, pause_mailbox, resume_mailbox
from handrail.conversations.models import Category, Conversation, Entry, SendState
from handrail.conversations.queries.reading import find
from handrail.conversations.queries.recipients import read_recipients
from handrail.conversations.verbs import File, Words, attach_to_draft, begin_sending, close, reply, send_again
from handrail.core.models import AuditEntry, Failure
from tests.servers import SmtpServer, free_port
from tests.work import work_until_empty

pytestmark = pytest.mark.django_db
# The test runner puts another backend into the settings.
real_mail = override_settings(EMAIL_BACKEND="handrail.channels.email.sending.backend.MailboxBackend")


@pytest.fixture
def connected(support: Mailbox, smtp_server: SmtpServer) -> Connection:
    return connect_mailbox(
        support,
        smtp_host=smtp_server.host,
        smtp_port=smtp_server.port,
        smtp_security="none",
        smtp_user=smtp_server.user,
        smtp_secret=smtp_server.password,
    )


def asked(support: Mailbox) -> Conversation:
    done = receive(support, mail(message_id="<one@nordlicht.example>", Cc="emil@brume.example"))
    assert done.conversation is not None
    return done.conversation


def answered(conversation: Conversation, ada: Agent, text: str = "Empty the cache.\n\nThen reload.") -> Entry:
    recipients = {
        "to": [{"name": "Dora", "address": "dora@nordlicht.example"}],
        "cc": [{"name": "", "address": "emil@brume.example"}],
    }
    words = Words(text=text, subject=conversation.subject, recipients=recipients)
    return reply(conversation, words=words, by=ada.as_actor())


def state_of(entry: Entry) -> str:
    entry.message.refresh_from_db()
    return entry.message.send_state


def test_a_reply_threads_and_carries_our_signed_message_id(
    support: Mailbox, connected: Connection, ada: Agent, smtp_server: SmtpServer
) -> None:
    conversation = asked(support)
    attach_to_draft(conversation, agent=ada, kind="reply", file=File("Größe.txt", "text/plain", b"1 2 3"))
    entry = answered(conversation, ada)
    send_reply(entry.pk, is_last_try=False)
    (sent,) = smtp_server.wait_for(1)
    assert sent["In-Reply-To"] == "<one@nordlicht.example>"
    assert sent["References"] == "<one@nordlicht.example>"
    assert sent["Subject"] == "Re: White page"
    assert parseaddr(str(sent["From"]))[1] == "support@lamp.example"
    assert smtp_server.envelopes[0][1] == ["dora@nordlicht.example", "emil@brume.example"]
    assert read_message_id(str(sent["Message-ID"]), settings.SECRET_KEY) == str(entry.pk)
    assert {part.get_content_type() for part in sent.walk()} >= {"text/plain", "text/html"}
    assert [part.get_filename() for part in sent.iter_attachments()] == ["Größe.txt"]
    assert state_of(entry) == SendState.SENT
    back = receive(support, mail("It works!", references=str(sent["Message-ID"])))
    assert back.conversation == conversation


def test_a_mailbox_that_may_signs_its_reply_address_and_its_words(
    support: Mailbox, connected: Connection, ada: Agent, smtp_server: SmtpServer
) -> None:
    conversation, secret = asked(support), settings.SECRET_KEY
    for place in ("subject", "body"):
        Mailbox.objects.filter(pk=support.pk).update(plus_addresses=place == "body", token_place=place)
        send_reply(answered(conversation, ada).pk, is_last_try=False)
    in_subject, in_body = smtp_server.wait_for(2)
    assert in_subject["Reply-To"] is None
    assert len(claims_in_text(str(in_subject["Subject"]), secret)) == 1
    claim = claim_of_address(parseaddr(str(in_body["Reply-To"]))[1], secret)
    assert claim is not None
    assert claim.valid
    body = in_body.get_body(("plain",))
    assert body is not None
    assert claims_in_text(body.get_content(), secret) == [claim]
    again = receive(support, mail("Thanks", to=str(in_body["Reply-To"])))
    assert again.conversation == conversation


def test_a_job_that_runs_twice_sends_once(
    support: Mailbox, connected: Connection, ada: Agent, smtp_server: SmtpServer
) -> None:
    entry = answered(asked(support), ada)
    send_reply(entry.pk, is_last_try=False)
    send_reply(entry.pk, is_last_try=False)
    assert len(smtp_server.messages) == 1


def test_a_server_that_is_busy_is_tried_again_and_at_last_given_up(
    support: Mailbox, connected: Connection, ada: Agent, smtp_server: SmtpServer
) -> None:
    smtp_server.refuse_with = "451 4.3.0 try later"
    entry = answered(asked(support), ada)
    with pytest.raises(TryLater, match="451"):
        send_reply(entry.pk, is_last_try=False)
    assert state_of(entry) == SendState.QUEUED
    send_reply(entry.pk, is_last_try=True)
    assert state_of(entry) == SendState.FAILED
    assert "451" in entry.conversation.entries.latest("pk").data["error"]
    smtp_server.refuse_with = ""
    assert send_again(entry.conversation, entry=entry.pk, by=ada.as_actor())
    send_reply(entry.pk, is_last_try=False)
    assert state_of(entry) == SendState.SENT


def test_a_refusal_for_good_is_said_at_once(
    support: Mailbox, connected: Connection, ada: Agent, smtp_server: SmtpServer
) -> None:
    smtp_server.refuse_with = "550 5.1.1 no such mailbox"
    entry = answered(asked(support), ada)
    send_reply(entry.pk, is_last_try=False)
    assert state_of(entry) == SendState.FAILED
    assert "550" in entry.message.send_error


def test_when_nobody_knows_it_says_so_and_never_sends_by_itself(
    support: Mailbox, connected: Connection, ada: Agent, smtp_server: SmtpServer
) -> None:
    smtp_server.hang_up_after_data = True
    entry = answered(asked(support), ada)
    send_reply(entry.pk, is_last_try=False)
    assert state_of(entry) == SendState.UNKNOWN
    send_reply(entry.pk, is_last_try=False)
    assert state_of(entry) == SendState.UNKNOWN


def test_a_worker_killed_while_sending_leaves_unknown(
    support: Mailbox, connected: Connection, ada: Agent, smtp_server: SmtpServer
) -> None:
    entry = answered(asked(support), ada)
    begin_sending(entry.conversation, entry=entry.pk, message_id="x@lamp.example")
    send_reply(entry.pk, is_last_try=False)  # the job that a new worker took over
    assert state_of(entry) == SendState.UNKNOWN
    assert smtp_server.messages == []
    assert entry.conversation.entries.filter(kind="send_failed").count() == 1


def test_a_mailbox_without_a_server_says_what_to_do(support: Mailbox, ada: Agent) -> None:
    entry = answered(asked(support), ada)
    send_reply(entry.pk, is_last_try=False)
    assert state_of(entry) == SendState.FAILED
    assert "settings" in entry.message.send_error


def test_a_server_that_is_away_is_an_admin_s_business(
    support: Mailbox, connected: Connection, ada: Agent
) -> None:
    connect_mailbox(support, smtp_port=free_port())
    entry = answered(asked(support), ada)
    with pytest.raises(TryLater):
        send_reply(entry.pk, is_last_try=False)
    connected.refresh_from_db()
    assert connected.out_error
    assert connected.out_error_since


def test_a_reply_that_did_not_leave_brings_its_conversation_back(support: Mailbox, ada: Agent) -> None:
    conversation = asked(support)
    asked_at = conversation.entries.get().at
    entry = answered(conversation, ada)
    close(conversation, by=ada.as_actor())
    send_reply(entry.pk, is_last_try=False)
    conversation.refresh_from_db()
    assert conversation.category == Category.OPEN
    assert conversation.waiting_since == asked_at


def test_nothing_smuggles_a_header_in(
    support: Mailbox, connected: Connection, ada: Agent, smtp_server: SmtpServer
) -> None:
    conversation = asked(support)
    Conversation.objects.filter(pk=conversation.pk).update(subject="Hi\r\nBcc: finn@elsewhere.example")
    conversation.refresh_from_db()
    entry = answered(conversation, ada)
    send_reply(entry.pk, is_last_try=False)
    (sent,) = smtp_server.wait_for(1)
    assert sent["Bcc"] is None
    assert "finn@elsewhere.example" not in smtp_server.envelopes[0][1]


def work_off_mails_to_agents() -> None:
    """What the queue would do, on the test's own connection."""
    for job in ProcrastinateJob.objects.filter(task_name__endswith="send_to_agent", status="todo"):
        send_to_agent(**job.args)


@real_mail
def test_a_stranger_makes_us_write_to_nobody(connected: Connection, client: Client) -> None:
    client.post("/accounts/password/reset/", {"email": "finn@elsewhere.example"})
    assert not ProcrastinateJob.objects.filter(task_name__endswith="send_to_agent").exists()


def test_a_recipient_no_mail_can_be_written_to_is_said(
    support: Mailbox, connected: Connection, ada: Agent, smtp_server: SmtpServer
) -> None:
    conversation = asked(support)
    words = Words(text="x", recipients={"to": [{"name": "", "address": "\u202e@x.example"}]})
    entry = reply(conversation, words=words, by=ada.as_actor())
    send_reply(entry.pk, is_last_try=False)
    assert state_of(entry) == SendState.FAILED
    assert not smtp_server.messages


@real_mail
def test_a_forgotten_password_is_mailed_by_a_mailbox_that_can_send(
    support: Mailbox, connected: Connection, ada: Agent, smtp_server: SmtpServer, client: Client
) -> None:
    client.post("/accounts/password/reset/", {"email": ada.email})
    work_off_mails_to_agents()
    (sent,) = smtp_server.wait_for(1)
    assert ada.email in str(sent["To"])
    assert support.address in str(sent["From"])
    address = re.search(r"http://\S+", sent.get_content())
    assert address
    assert client.get(address.group().partition(":8000")[2], follow=True).status_code == 200


@real_mail
@pytest.mark.parametrize(
    "address", ["support@lamp.example", "support+olga@lamp.example", "help@lamp.example"]
)
def test_no_link_is_mailed_to_where_colleagues_read(
    support: Mailbox, connected: Connection, ada: Agent, olga: Agent, client: Client, address: str
) -> None:
    Mailbox.objects.filter(pk=support.pk).update(aliases=["help@lamp.example"])
    Agent.objects.filter(pk=olga.pk).update(email=address)
    jobs = ProcrastinateJob.objects.filter(task_name__endswith="send_to_agent")
    client.post("/accounts/password/reset/", {"email": address})
    assert not jobs.exists()
    ada.is_active = False
    ada.save()
    client.post("/accounts/password/reset/", {"email": address})
    assert jobs.exists(), "only she reads there"


@real_mail
def test_the_mail_with_the_link_names_our_address_whatever_host_was_asked(
    connected: Connection, ada: Agent, smtp_server: SmtpServer, client: Client
) -> None:
    elsewhere = {"Host": "localhost:1337"}
    client.post("/accounts/password/reset/", {"email": ada.email}, headers=elsewhere)
    work_off_mails_to_agents()
    (sent,) = smtp_server.wait_for(1)
    assert "1337" not in f"{sent['Subject']} {sent.get_content()}"
    (address,) = re.findall(r"http\S+/key/\S+", sent.get_content())
    assert address.startswith(f"{settings.PUBLIC_URL}/accounts/")
    assert client.get(address.removeprefix(settings.PUBLIC_URL)).status_code == 302


@real_mail
def test_who_is_added_is_invited_by_mail_and_chooses_a_password(
    connected: Connection, cleo: Agent, smtp_server: SmtpServer, client: Client
) -> None:
    client.force_login(cleo)
    told = {"name": "Gil", "email": "gil@lamp.example", "role": "agent", "password": ""}
    assert client.post(reverse("add_person"), told).status_code == 302
    gil = Agent.objects.get(email="gil@lamp.example")
    assert not gil.has_usable_password()
    work_off_mails_to_agents()
    (sent,) = smtp_server.wait_for(1)
    assert gil.email in str(sent["To"])
    address = re.search(r"http://\S+/key/\S+", sent.get_content())
    assert address
    path, his = address.group().partition(":8000")[2], Client()
    form = his.get(path, follow=True)
    new = {"password1": "a lamp in every room", "password2": "a lamp in every room"}
    assert his.post(form.redirect_chain[-1][0], new).status_code == 302
    gil.refresh_from_db()
    assert gil.check_password("a lamp in every room")
    assert has_confirmed(gil)
    again = Client().get(path, follow=True)  # it works once
    assert "password1" not in again.content.decode()


@pytest.mark.django_db
def test_without_a_mailbox_that_sends_one_gives_a_password(cleo: Agent, client: Client) -> None:
    client.force_login(cleo)
    told = {"name": "Gil", "email": "gil@lamp.example", "role": "agent", "password": ""}
    assert client.post(reverse("add_person"), told).status_code == 422
    assert not Agent.objects.filter(email="gil@lamp.example").exists()


@real_mail
@pytest.mark.django_db(transaction=True)
def test_without_a_server_an_admin_sees_why_nothing_came(ada: Agent, client: Client) -> None:
    assert client.post("/accounts/password/reset/", {"email": ada.email}).status_code == 302
    work_until_empty()
    assert "outgoing server" in Failure.objects.get(what=send_to_agent.name).error


def test_a_paused_mailbox_sends_nothing_and_says_so(
    support: Mailbox, connected: Connection, ada: Agent, olga: Agent, smtp_server: SmtpServer
) -> None:
    pause_mailbox(connected, by=olga)
    pause_mailbox(connected, by=olga)
    entry = answered(asked(support), ada)
    send_reply(entry.pk, is_last_try=False)
    assert state_of(entry) == SendState.FAILED
    assert "paused" in entry.message.send_error
    assert smtp_server.raw == []
    resume_mailbox(connected, by=olga)
    send_again(entry.conversation, entry=entry.pk, by=ada.as_actor())
    send_reply(entry.pk, is_last_try=False)
    smtp_server.wait_for(1)
    noted = AuditEntry.objects.filter(action__in=["mailbox paused", "mailbox resumed"])
    assert [(one.action, one.by) for one in noted] == [
        ("mailbox resumed", str(olga)),
        ("mailbox paused", str(olga)),
    ]


def test_hidden_copies_travel_by_envelope_alone(
    support: Mailbox, connected: Connection, ada: Agent, smtp_server: SmtpServer
) -> None:
    conversation, hidden = asked(support), {"name": "Lawyer", "address": "lawyer@firm.example"}
    dress_mails(support, signature="", history=History.WHOLE)
    people = {"to": [{"name": "Dora", "address": "dora@nordlicht.example"}], "bcc": [hidden]}
    entry = reply(conversation, words=Words(text="Here.", recipients=people), by=ada.as_actor())
    send_reply(entry.pk, is_last_try=False)
    smtp_server.wait_for(1)
    assert smtp_server.envelopes[0][1] == ["dora@nordlicht.example", hidden["address"]]
    assert entry.message.recipients["bcc"] == [hidden]
    receive(support, mail("Thanks", references=str(smtp_server.messages[0]["Message-ID"])))
    next_to = read_recipients(find(ada, conversation.number))
    assert [person["address"] for person in (*next_to.to, *next_to.cc)] == ["dora@nordlicht.example"]
    lawyer = mail("Sue.", sender=hidden["address"], references=str(smtp_server.messages[0]["Message-ID"]))
    assert receive(support, lawyer).conversation != conversation  # or an answer to all would tell on them
    send_reply(answered(conversation, ada).pk, is_last_try=False)  # quotes all of it
    smtp_server.wait_for(2)
    for raw in smtp_server.raw:
        assert b"firm.example" not in raw
        assert b"Lawyer" not in raw
        assert b"bcc:" not in raw.lower()  # without the colon it may stand in a token


def test_a_hidden_copy_that_bounces_is_told_by_its_address(
    support: Mailbox, connected: Connection, ada: Agent, smtp_server: SmtpServer
) -> None:
    people = {"to": [{"name": "", "address": "dora@nordlicht.example"}]} | {
        "bcc": [{"name": "", "address": "lawyer@firm.example"}]
    }
    entry = reply(asked(support), words=Words(text="Here.", recipients=people), by=ada.as_actor())
    send_reply(entry.pk, is_last_try=False)
    (sent,) = smtp_server.wait_for(1)
    fields = NO_USER.replace("dora@nordlicht.example", "lawyer@firm.example")
    done = receive(support, bounced(str(sent["Message-ID"]), fields))
    assert done.entry is not None
    assert done.entry.data["addresses"] == ["lawyer@firm.example"]
    assert state_of(entry) == SendState.PARTLY  # Dora has it

"""Ada answers a notification by mail: a note. Everything else that comes there reaches no customer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from handrail.accounts.confirming import confirm, has_confirmed
from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.verbs import change_agent, revoke_access
from handrail.channels.email.answering.addresses import AnswerAddress, answer_address
from handrail.channels.email.intake import Origin, keep, process
from handrail.channels.email.models import Connection, IncomingMail, MailState
from handrail.conversations.models import Conversation, Direction, Draft, DraftKind, Message
from handrail.conversations.verbs import Words, merge, note, reply
from handrail.conversations.verbs.drafting import save_draft
from handrail.notifications.mailing import mail_due
from handrail.notifications.tests.test_telling import hear
from tests.cast import Ask

pytestmark = pytest.mark.django_db
PROVEN = "mx.lamp.example; spf=pass; dkim=pass; dmarc=pass header.from=lamp.example"
SECRET = "Dora is in arrears: the lawyers want four thousand from her by Friday."
ANSWER = "Marker-7c1f, tell her nothing yet."


@dataclass
class Post:
    """An answer as Ada would send it, unless a case changes it."""

    to: str
    sender: str = "Ada <ada@lamp.example>"
    authentication: tuple[str, ...] = (PROVEN,)
    text: str = ANSWER
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    second_from: str = ""
    file: bytes = b""

    def raw(self) -> bytes:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, self.to, "Re: #1 Cleo mentions you"
        mail["Message-ID"] = f"<{timezone.now().timestamp()}.{id(self)}@lamp.example>"
        for name, value in self.headers.items():
            mail[name] = value
        if self.text:
            mail.set_content(self.text)
        if self.html:
            (mail.add_alternative if self.text else mail.set_content)(self.html, subtype="html")
        if self.file:
            mail.add_attachment(self.file, maintype="application", subtype="pdf", filename="terms.pdf")
        above = "".join(f"Authentication-Results: {one}\r\n" for one in self.authentication)
        above += f"From: {self.second_from}\r\n" if self.second_from else ""
        return above.encode() + mail.as_bytes()


@pytest.fixture
def told(support: Mailbox, ada: Agent, cleo: Agent, ask: Ask, way_out: Connection) -> Conversation:
    """A conversation with an internal note, of which Ada, whose address is confirmed, was notified."""
    support.plus_addresses, support.trusted_authserv_id = True, "mx.lamp.example"
    support.save()
    confirm(user=ada)
    conversation = ask()
    note(conversation, words=Words(text=f"@Ada {SECRET}"), by=cleo.as_actor())
    return conversation


@pytest.fixture
def to(told: Conversation, ada: Agent) -> str:
    return answer_address(ada, told.number)


def receive(mailbox: Mailbox, post: Post | bytes) -> IncomingMail:
    raw = post.raw() if isinstance(post, Post) else post
    return process(keep(mailbox, raw, Origin("imap")).pk)


def mails_to_agents() -> list[dict[str, object]]:
    jobs = ProcrastinateJob.objects.filter(task_name__endswith="send_to_agent").order_by("pk")
    return [job.args for job in jobs]


def notes(conversation: Conversation) -> list[str]:
    return [one.text for one in conversation.messages.filter(direction=Direction.NOTE).order_by("pk")]


def test_the_notification_names_the_address_and_the_answer_is_a_note(
    support: Mailbox, told: Conversation, ada: Agent
) -> None:
    hear()
    assert mail_due(at=timezone.now() + timedelta(minutes=20)) == 1
    [mail] = mails_to_agents()
    assert str(mail["reply_to"]).startswith("support+hra.")
    assert str(mail["reply_to"]) in str(mail["body"])
    assert SECRET not in str(mail["body"])
    save_draft(told, agent=ada, kind=DraftKind.REPLY, text="Dear Dora,")
    done = receive(support, Post(str(mail["reply_to"]), file=b"%PDF-1.4"))
    assert (done.state, done.conversation) == (MailState.ACCEPTED, told)
    message = told.messages.get(entry=done.entry_id)
    assert (message.direction, message.text, message.entry.agent) == (Direction.NOTE, ANSWER, ada)
    assert message.attachments.get().name == "terms.pdf"
    assert Draft.objects.get().text == "Dear Dora,"  # what she writes in the page is still hers


def test_what_stands_below_is_cut_off(support: Mailbox, told: Conversation, to: str) -> None:
    quote = (
        "\n\nOn Mon, 3 Nov 2025 at 10:12, support@lamp.example wrote:\n> Cleo mentions you\n> #1 White page\n"
    )
    done = receive(support, Post(to, text=ANSWER + quote))
    assert done.state == MailState.ACCEPTED
    assert notes(told)[-1] == ANSWER


def test_several_conversations_have_an_address_each(
    support: Mailbox, told: Conversation, ada: Agent, cleo: Agent, ask: Ask
) -> None:
    note(ask(subject="Refund"), words=Words(text="@Ada"), by=cleo.as_actor())
    hear()
    mail_due(at=timezone.now() + timedelta(minutes=20))
    [mail] = mails_to_agents()
    assert "reply_to" not in mail
    assert str(mail["body"]).count("support+hra.") == 2


QUOTED = f"{ANSWER}\n\n"
Change = Callable[[str], Post]
OUTLOOK_HEADERS = (
    "From: Cleo <cleo@lamp.example>\nSent: Monday, 3 November 2025 10:12\nTo: Ada <ada@lamp.example>"
)
OUTLOOK = f"{OUTLOOK_HEADERS}\nSubject: Note\n\n{SECRET}"
HELD: dict[str, Change] = {
    "spoofed From": lambda to: Post(to, authentication=("mx.lamp.example; dmarc=fail",)),
    "DMARC none": lambda to: Post(to, authentication=("mx.lamp.example; dmarc=none",)),
    "DMARC absent": lambda to: Post(to, authentication=()),
    "only SPF and DKIM": lambda to: Post(to, authentication=("mx.lamp.example; spf=pass; dkim=pass",)),
    "another server's word": lambda to: Post(to, authentication=("mx.evil.example; dmarc=pass",)),
    "fail above a forged pass": lambda to: Post(
        to, authentication=("mx.lamp.example; dmarc=fail", "mx.lamp.example; dmarc=pass")
    ),
    "pass in a comment": lambda to: Post(to, authentication=("mx.lamp.example; dmarc=fail (dmarc=pass)",)),
    "a customer": lambda to: Post(to, sender="Dora <dora@nordlicht.example>"),
    "another agent": lambda to: Post(to, sender="Cleo <cleo@lamp.example>"),
    "a stranger with Ada's name": lambda to: Post(to, sender='"ada@lamp.example" <x@evil.example>'),
    "two From fields": lambda to: Post(to, second_from="Dora <dora@nordlicht.example>"),
    "two people in From": lambda to: Post(to, sender="ada@lamp.example, dora@nordlicht.example"),
    "altered signature": lambda to: Post(to.replace("@", "", 1)[:-13] + "aa@lamp.example"),
    "another key": lambda to: Post(to.replace("+hra.", "+hra.x", 1)),
    "no signature": lambda to: Post("support+hra.abc@lamp.example"),
    "a signature for something else": lambda to: Post(to.replace("+hra.", "+hra.hr.", 1)),
    "by a list": lambda to: Post(to, headers={"List-Id": "<lamps.lists.example>", "Precedence": "list"}),
    "spoofed, the public address too": lambda to: Post(f"{to}, support@lamp.example", authentication=()),
    "spoofed, to a customer too": lambda to: Post(
        f"dora@nordlicht.example, {to}", authentication=("mx.lamp.example; dmarc=fail",)
    ),
    "spoofed, the address in Cc": lambda to: Post(
        "support@lamp.example", authentication=(), headers={"Cc": to}
    ),
    "spoofed, delivered only": lambda to: Post(
        "support@lamp.example", authentication=(), headers={"Delivered-To": to}
    ),
}
DRAFTS: dict[str, Change] = {
    "a quote without a mark": lambda to: Post(to, text=f"{QUOTED}{SECRET}"),
    "a part of a quote": lambda to: Post(to, text=f"{QUOTED}{SECRET[:40]}"),
    "between the lines": lambda to: Post(to, text=f"> Cleo mentions you\n{ANSWER}\n> {SECRET}\nNo.\n"),
    "below the quote": lambda to: Post(to, text=f"On 3 Nov 2025, Cleo wrote:\n> {SECRET}\n\n{ANSWER}\n"),
    "a forward": lambda to: Post(to, text=f"---------- Forwarded message ---------\n{OUTLOOK}"),
    "only a quote": lambda to: Post(to, text=f"> {SECRET}"),
    "HTML with a hidden quote": lambda to: Post(
        to, text="", html=f"<p>{ANSWER}</p><div style='display:none'>{SECRET}</div>"
    ),
    "HTML with an unmarked quote": lambda to: Post(to, text="", html=f"<p>{ANSWER}</p><p>{SECRET}</p>"),
}
DISMISSED: dict[str, Change] = {
    "out of office": lambda to: Post(to, headers={"Auto-Submitted": "auto-replied"}),
    "a daemon": lambda to: Post(
        to, sender="Mail Delivery <mailer-daemon@lamp.example>", headers={"Return-Path": "<>"}
    ),
}
NOTES: dict[str, Change] = {
    "a customer in Cc": lambda to: Post(to, headers={"Cc": "dora@nordlicht.example"}),
    "the public address too": lambda to: Post(f"support@lamp.example, {to}"),
    "a customer in To": lambda to: Post(f"Dora <dora@nordlicht.example>, {to}"),
    "a reply to a customer named": lambda to: Post(to, headers={"Reply-To": "dora@nordlicht.example"}),
    "an Outlook quote below": lambda to: Post(to, text=f"{QUOTED}{OUTLOOK}"),
    "a file": lambda to: Post(to, file=b"%PDF-1.4"),
}
CASES = [
    (what, change, state)
    for cases, state in (
        (HELD, MailState.HELD),
        (DRAFTS, MailState.ACCEPTED),
        (DISMISSED, MailState.DISMISSED),
        (NOTES, MailState.ACCEPTED),
    )
    for what, change in cases.items()
]


@pytest.mark.parametrize(("what", "change", "state"), CASES, ids=[case[0] for case in CASES])
def test_nothing_reaches_a_customer(
    support: Mailbox, told: Conversation, to: str, ada: Agent, what: str, change: Change, state: str
) -> None:
    before = notes(told)
    done = receive(support, change(to))
    assert done.state == state, done.reason
    assert done.raw_id
    _assert_nothing_for_customers(told)
    told.refresh_from_db()
    added = notes(told)[len(before) :]
    assert added == ([ANSWER] if what in NOTES else [])
    assert Draft.objects.filter(kind=DraftKind.NOTE, agent=ada).count() == (what in DRAFTS)
    for mail in mails_to_agents():  # they go to her confirmed address, and quote nothing
        assert mail["to"] == [ada.email]
        assert "Marker-7c1f" not in str(mail)
        assert "arrears" not in str(mail)
    assert bool(mails_to_agents()) <= (what in HELD or what in DRAFTS)


def _assert_nothing_for_customers(told: Conversation) -> None:
    """One conversation, its one question, nothing to send, nobody new."""
    assert Conversation.objects.get() == told
    said = Message.objects.exclude(direction=Direction.NOTE)
    assert [one.text for one in said] == ["The page stays white after the update to 3.2."]
    leaving = ProcrastinateJob.objects.filter(task_name__endswith="email.tasks.send")
    assert not leaving.exists()


def test_an_address_is_used_once(support: Mailbox, told: Conversation, to: str) -> None:
    first = Post(to).raw()
    assert receive(support, first).state == MailState.ACCEPTED
    assert receive(support, first).state == MailState.DUPLICATE
    again = receive(support, Post(to, text="And this."))
    assert (again.state, "used before" in again.reason) == (MailState.HELD, True)
    assert process(again.pk).state == MailState.HELD
    assert notes(told)[-1] == ANSWER
    assert "answered once" in str(mails_to_agents()[0]["body"])


def test_the_same_answer_by_another_mailbox_is_a_copy(
    support: Mailbox, billing: Mailbox, told: Conversation, to: str
) -> None:
    raw = Post(f"{to}, billing@lamp.example").raw()
    assert receive(support, raw).state == MailState.ACCEPTED
    assert receive(billing, raw).state == MailState.DUPLICATE
    assert len(notes(told)) == 2


def test_an_address_is_over_after_seven_days(support: Mailbox, told: Conversation, to: str) -> None:
    AnswerAddress.objects.update(made_at=timezone.now() - timedelta(days=7, minutes=1))
    assert receive(support, Post(to)).state == MailState.HELD
    assert "7 days" in str(mails_to_agents()[0]["body"])
    _assert_nothing_for_customers(told)


def test_forged_mails_do_not_fill_a_mailbox(support: Mailbox, to: str) -> None:
    for _ in range(6):
        receive(support, Post(to, authentication=()))
    assert len(mails_to_agents()) == 3


@pytest.mark.parametrize("what", ["gone", "no access", "restricted", "erased", "moved address"])
def test_who_may_not_write_there_any_more_is_refused(
    support: Mailbox, told: Conversation, to: str, ada: Agent, what: str
) -> None:
    if what == "gone":
        Agent.objects.filter(pk=ada.pk).update(is_active=False)
    elif what == "no access":
        revoke_access(support, to=ada)
    elif what == "restricted":
        Conversation.objects.update(restricted=True)
    elif what == "erased":
        Conversation.objects.update(erased_at=timezone.now())
    else:
        change_agent(ada, email="ada.new@lamp.example")
    assert receive(support, Post(to)).state == MailState.HELD
    assert len(notes(told)) == 1
    assert all("/conversations/" not in str(mail) for mail in mails_to_agents() if what != "erased")
    _assert_nothing_for_customers(told)


def test_a_merged_conversation_gets_the_note_where_it_is_read(
    support: Mailbox, told: Conversation, to: str, ada: Agent, ask: Ask
) -> None:
    other = ask(subject="The same")
    merge(told, into=other, by=ada.as_actor())
    done = receive(support, Post(to))
    assert (done.state, done.conversation) == (MailState.ACCEPTED, other)


def test_a_draft_of_hers_is_not_overwritten(
    support: Mailbox, told: Conversation, to: str, ada: Agent
) -> None:
    save_draft(told, agent=ada, kind=DraftKind.REPLY, text="Dear Dora,")
    assert receive(support, Post(to, text=f"> {SECRET}")).state == MailState.HELD
    assert Draft.objects.get().text == "Dear Dora,"


def test_a_light_agent_answers_too(support: Mailbox, told: Conversation, levi: Agent) -> None:
    confirm(user=levi)
    to = answer_address(levi, told.number)
    assert receive(support, Post(to, sender="Levi <levi@lamp.example>")).state == MailState.ACCEPTED


def test_no_address_where_it_would_not_be_safe(
    support: Mailbox, told: Conversation, ada: Agent, ben: Agent, finn: Agent
) -> None:
    assert answer_address(ada, told.number)
    assert answer_address(ben, told.number) == ""  # not confirmed
    confirm(user=finn)
    assert answer_address(finn, told.number) == ""  # sees nothing
    Mailbox.objects.update(trusted_authserv_id="")
    assert answer_address(ada, told.number) == ""
    Mailbox.objects.update(trusted_authserv_id="mx.lamp.example", plus_addresses=False)
    assert answer_address(ada, told.number) == ""


def test_a_mailed_link_confirms_and_a_new_address_does_not(ada: Agent, client: Client) -> None:
    assert not has_confirmed(ada)
    confirm(user=ada)
    assert has_confirmed(ada)
    change_agent(ada, email="ada.new@lamp.example")
    assert not has_confirmed(ada)
    assert not EmailAddress.objects.exists()


def test_a_customer_still_writes_and_is_answered(
    support: Mailbox, told: Conversation, to: str, ada: Agent
) -> None:
    receive(support, Post(to))
    entry = reply(told, words=Words(text="All is well."), by=ada.as_actor())
    assert ANSWER not in entry.message.text + entry.message.quoted

"""What the team wrote with another program: our answers on the timeline, in whatever order they come."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.files import oldest_first
from handrail.channels.email.importing import import_mails, undo_import
from handrail.channels.email.intake import Origin, keep, process
from handrail.channels.email.models import IncomingMail, MailState
from handrail.channels.email.reading.sent_folders import is_labelled_sent, is_sent_folder
from handrail.channels.email.tests.test_undoing import counts
from handrail.conversations.models import Category, Conversation, Direction, Message, Place, SendState
from handrail.conversations.verbs import Words, close, reply, save_draft
from handrail.core.actors import ActorKind
from handrail.customers.models import Customer
from handrail.customers.verbs import find_or_create, mark_bounced

pytestmark = pytest.mark.django_db
DORA, EMIL, US = "Dora <dora@nordlicht.example>", "Emil <emil@brume.example>", "support@lamp.example"
ADA = "Ada <ada@lamp.example>"
FIRST = datetime(2024, 3, 4, 9, tzinfo=UTC)


@dataclass
class Written:
    """A mail of a generated thread."""

    key: int
    sender: str
    to: list[str]
    cc: list[str] = field(default_factory=list)
    answers: Written | None = None

    @property
    def ids(self) -> list[str]:
        return [*self.answers.ids, self.answers.name] if self.answers else []

    @property
    def name(self) -> str:
        return f"<m{self.key}@mail.example>"

    def raw(self, **more: str) -> bytes:
        told = {
            "From": self.sender,
            "To": ", ".join(self.to),
            "Subject": "Lamp",
            "Date": format_datetime(FIRST + timedelta(days=9 * self.key)),
            "Message-ID": self.name,
        } | {name.replace("_", "-"): value for name, value in more.items()}
        if self.cc:
            told["Cc"] = ", ".join(self.cc)
        if self.answers:
            told |= {"In-Reply-To": self.answers.name, "References": " ".join(self.ids)}
        head = "".join(f"{name}: {value}\n" for name, value in told.items())
        return f"{head}\nWords {self.key}.\n".encode()


QUESTION = Written(1, DORA, [US])
ANSWER = Written(2, US, [DORA], answers=QUESTION)
THANKS = Written(3, DORA, [US], answers=ANSWER)


def bring(mailbox: Mailbox, *raws: bytes, path: str = "one.eml", batch: uuid.UUID | None = None) -> uuid.UUID:
    batch = batch or uuid.uuid4()
    for raw in raws:
        done = process(keep(mailbox, raw, Origin("import", path=path, import_batch=batch)).pk)
        assert done.state in (MailState.ACCEPTED, MailState.DUPLICATE), done.reason
    return batch


def told() -> list[tuple[object, ...]]:
    """Each conversation: whose it is, how it stands, and what was said by whom, as the page orders it."""
    found = []
    for one in Conversation.objects.exclude(place=Place.MERGED):
        said = one.messages.select_related("entry").order_by("entry__at", "pk")
        lines = [(m.direction, m.text.strip(), m.entry.actor_label, m.send_state) for m in said]
        standing = (one.category, one.waiting_since, one.preview, one.last_activity_at)
        found.append((one.customer.name, standing, lines))
    return sorted(found, key=str)


def test_what_we_sent_is_our_answer_with_its_own_date(support: Mailbox) -> None:
    bring(support, QUESTION.raw(), ANSWER.raw())
    conversation = Conversation.objects.get()
    ours = conversation.messages.get(direction=Direction.OUT)
    assert (ours.send_state, ours.sent_at) == (SendState.SENT, FIRST + timedelta(days=18))
    assert ours.entry.at == ours.sent_at
    assert (ours.entry.actor_kind, ours.entry.actor_label) == (ActorKind.IMPORT, "Lamp support")
    assert (conversation.category, conversation.waiting_since) == (Category.CLOSED, None)
    assert list(Customer.objects.values_list("name", flat=True)) == ["Dora"]


def test_it_is_never_sent_again(support: Mailbox, ada: Agent) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    bring(support, QUESTION.raw(), ANSWER.raw())
    from handrail.conversations.outbox import deliver

    deliver(list(Conversation.objects.get().entries.values_list("pk", flat=True)))
    assert not ProcrastinateJob.objects.filter(task_name="handrail.channels.email.tasks.send").exists()


@pytest.mark.parametrize("sender", [ADA, f"Ada <{US}>", "Ada (Lamp support) <Support@Lamp.example>"])
def test_the_author_is_the_agent_by_address_or_name(support: Mailbox, ada: Agent, sender: str) -> None:
    bring(support, QUESTION.raw(), Written(2, sender, [DORA], answers=QUESTION).raw())
    entry = Message.objects.get(direction=Direction.OUT).entry
    assert (entry.agent, entry.conversation) == (ada, Conversation.objects.get())


def test_what_begins_with_us_is_a_conversation_of_whom_we_wrote_to(support: Mailbox) -> None:
    bring(support, Written(1, US, [US, EMIL, DORA]).raw())
    conversation = Conversation.objects.get()
    assert (conversation.customer.name, conversation.category) == ("Emil", Category.CLOSED)
    assert (conversation.last_customer_entry, conversation.waiting_since) == (0, None)
    bring(support, Written(2, EMIL, [US], answers=Written(1, US, [EMIL])).raw())
    again = Conversation.objects.get()
    assert (again.category, again.waiting_since) == (Category.OPEN, FIRST + timedelta(days=18))
    assert again.messages.count() == 2


def test_others_words_from_our_address_stay_theirs(support: Mailbox, ada: Agent) -> None:
    form = Written(1, US, [US]).raw(Reply_To=EMIL)
    group = Written(2, "Emil via support <support@lamp.example>", [US], cc=[DORA]).raw(X_Original_From=EMIL)
    ada_asks = Written(3, ADA, [US]).raw()
    forged = Written(4, US, [DORA]).raw(Authentication_Results="mx.lamp.example; dmarc=fail")
    support.trusted_authserv_id = "mx.lamp.example"
    support.save()
    bring(support, form, group, ada_asks, forged)
    assert not Message.objects.filter(direction=Direction.OUT).exists()


@pytest.mark.parametrize(
    ("mail", "path", "is_ours"),
    [
        (Written(1, ADA, [DORA], cc=[US]), "x.eml", True),
        (Written(1, ADA, [DORA], answers=QUESTION), "x.eml", True),
        (Written(1, ADA, [DORA]), "x.eml", False),
        (Written(1, ADA, [DORA]), "/home/ada/Maildir/.Sent Items/cur/17:2,S", True),
        (Written(1, ADA, [US], cc=[DORA]), "x.eml", False),
        (Written(1, US, [US]), "x.eml", False),
        (Written(1, US, [US]), "Gesendet.mbox#12", True),
        (Written(1, DORA, [US]), "Sent/1.eml", False),
    ],
)
def test_from_decides_and_the_folder_is_a_hint(
    support: Mailbox, ada: Agent, mail: Written, path: str, is_ours: bool
) -> None:
    bring(support, mail.raw(), path=path)
    assert Message.objects.get().direction == (Direction.OUT if is_ours else Direction.IN)


@pytest.mark.parametrize(
    ("path", "is_sent"),
    [
        ("Maildir/.Sent/cur/1:2,S", True),
        ("Maildir/.INBOX.Sent Items/new/1", True),
        ("Maildir/.Envoy&AOk-s/cur/1", True),
        ("Takeout/Mail/Sent.mbox#3", True),
        ("Mail/Sent Messages.mbox/mbox#3", True),
        ("Mail/Gesendete Elemente#1", True),
        ("Mail/Sent/12.eml", True),
        ("Sent/Maildir/cur/1:2,S", False),
        ("Mail/INBOX.mbox#3", False),
        ("Mail/Presented.mbox#3", False),
        ("", False),
    ],
)
def test_folders_of_what_was_sent_are_known_by_name(path: str, is_sent: bool) -> None:
    assert is_sent_folder(path) is is_sent


def test_gmails_labels_are_read(support: Mailbox, ada: Agent) -> None:
    assert is_labelled_sent(["Opened,Envoyés"])
    assert not is_labelled_sent(["Inbox,Present"])
    bring(support, Written(1, ADA, [DORA]).raw(X_Gmail_Labels="=?UTF-8?Q?Ouvert,Envoy=C3=A9s?="))
    assert Message.objects.get().direction == Direction.OUT


@given(st.text(max_size=60))
def test_no_path_is_too_odd(path: str) -> None:
    assert is_sent_folder(path) in (True, False)
    assert is_labelled_sent([path]) in (True, False)


@st.composite
def threads(draw: st.DrawFn) -> list[Written]:
    """Mails of one thread: everybody answers a mail that they wrote or got, to all or to its writer."""
    mails: list[Written] = []
    for key in range(1, draw(st.integers(2, 6)) + 1):
        parent = draw(st.sampled_from(mails)) if mails else None
        if parent is None:
            sender = draw(st.sampled_from([DORA, US]))
            mails.append(Written(key, sender, [US] if sender != US else [DORA], _copies(draw, sender)))
            continue
        people = [parent.sender, *parent.to, *parent.cc]
        sender = draw(st.sampled_from(sorted(set(people))))
        rest = [one for one in dict.fromkeys(people) if one != sender]
        to = [US] if sender != US else [draw(st.sampled_from([one for one in rest if one != US]))]
        mails.append(Written(key, sender, to, [one for one in rest if one not in to], parent))
    return mails


def _copies(draw: st.DrawFn, sender: str) -> list[str]:
    return [EMIL] if draw(st.booleans()) else []


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_order_gives_the_same_timelines(support: Mailbox, data: st.DataObject) -> None:
    mails = data.draw(threads())
    order = data.draw(st.permutations(mails))
    inbox_first = [one for one in mails if one.sender != US] + [one for one in mails if one.sender == US]
    sent_first = [one for one in mails if one.sender == US] + [one for one in mails if one.sender != US]
    results = []
    for some in (mails, order, inbox_first, sent_first):
        with transaction.atomic():
            bring(support, *[one.raw() for one in some])
            results.append(told())
            transaction.set_rollback(True)
    assert results[0] == results[1] == results[2] == results[3]


def test_an_import_of_what_was_sent_is_taken_back(support: Mailbox) -> None:
    before = counts()
    inbox = bring(support, QUESTION.raw())
    asked, standing = counts(), told()
    sent = bring(support, ANSWER.raw(), Written(9, US, [EMIL]).raw())
    assert Conversation.objects.filter(category=Category.CLOSED).count() == 2
    assert all(removed for _, removed in undo_import(sent))
    assert (counts(), told()) == (asked, standing)
    assert all(removed for _, removed in undo_import(inbox))
    assert counts() == before


def test_where_people_have_worked_an_import_says_nothing_of_the_status(support: Mailbox, ada: Agent) -> None:
    bring(support, QUESTION.raw())
    conversation = Conversation.objects.get()
    save_draft(conversation, agent=ada, kind="reply", text="I am still writing.")
    bring(support, ANSWER.raw())
    conversation.refresh_from_db()
    assert (conversation.category, conversation.waiting_since) == (Category.OPEN, None)
    assert conversation.drafts.get().text == "I am still writing."
    close(conversation, by=ada.as_actor())
    bring(support, THANKS.raw())
    assert Conversation.objects.get(pk=conversation.pk).messages.count() == 3


def test_an_answer_that_came_late_is_older_than_the_wait(support: Mailbox, ada: Agent) -> None:
    bring(support, QUESTION.raw(), THANKS.raw())
    bring(support, ANSWER.raw())
    conversation = Conversation.objects.get()
    assert (conversation.category, conversation.waiting_since) == (Category.OPEN, FIRST + timedelta(days=27))
    assert conversation.preview == "Words 3."


def test_our_own_replies_among_the_sent_are_there_already(support: Mailbox, ada: Agent) -> None:
    bring(support, QUESTION.raw())
    entry = reply(Conversation.objects.get(), words=Words(text="Yes."), by=ada.as_actor())
    Message.objects.filter(pk=entry.pk).update(message_id="hr.9.copy@lamp.example")
    from handrail.core.installation import installation_id

    copy = Written(2, US, [DORA]).raw(Message_ID="<hr.9.copy@lamp.example>", X_Handrail=installation_id())
    bring(support, copy)
    kept = IncomingMail.objects.order_by("-pk")[0]
    assert (kept.state, kept.entry_id) == (MailState.DUPLICATE, entry.pk)
    assert Message.objects.count() == 2


def test_that_we_wrote_is_no_sign_that_an_address_works(support: Mailbox) -> None:
    customer = find_or_create("dora@nordlicht.example", "Dora")
    mark_bounced("dora@nordlicht.example", reason="no such user", at=FIRST)
    bring(support, ANSWER.raw())
    assert customer.addresses.get().bounced_at == FIRST


def test_a_folder_is_imported_by_date_with_its_sent_mails(support: Mailbox, tmp_path: Path) -> None:
    for folder, name, mail in ((".", "1", QUESTION), (".Sent", "2", ANSWER), (".", "3", THANKS)):
        for inner in ("cur", "new", "tmp"):
            (tmp_path / "Maildir" / folder / inner).mkdir(parents=True, exist_ok=True)
        (tmp_path / "Maildir" / folder / "cur" / name).write_bytes(mail.raw())
    found = list(import_mails(oldest_first([tmp_path]), support, uuid.uuid4()))
    assert [one.status for one in found] == ["accepted"] * 3
    said = Conversation.objects.get().messages.order_by("pk")
    assert [one.direction for one in said] == ["in", "out", "in"]


@pytest.mark.parametrize("passed", [True, False])
def test_an_answer_from_an_agents_own_program_arrives(support: Mailbox, ada: Agent, passed: bool) -> None:
    """Ada answered at home, with the mailbox in Cc. It is her answer if her server stands for it."""
    support.trusted_authserv_id = "mx.lamp.example"
    support.save()
    process(keep(support, QUESTION.raw(), Origin("imap")).pk)
    result = f"mx.lamp.example; dmarc={'pass' if passed else 'none'}"
    answer = Written(2, ADA, [DORA], cc=[US], answers=QUESTION).raw(Authentication_Results=result)
    process(keep(support, answer, Origin("imap")).pk)
    assert Message.objects.filter(direction=Direction.OUT).exists() is passed
    conversation = Message.objects.get(text="Words 1.").conversation
    assert (conversation.waiting_since is None) is passed
    assert conversation.category == Category.OPEN
    if passed:
        entry = conversation.messages.get(direction=Direction.OUT).entry
        assert (entry.agent, abs(timezone.now() - entry.at) < timedelta(minutes=1)) == (ada, True)


def test_a_stranger_whose_address_says_that_dmarc_passed_writes_as_no_agent(
    support: Mailbox, ada: Agent
) -> None:
    """Finn's envelope names an address that reads as a result once its encoded word is decoded."""
    support.trusted_authserv_id = "mx.lamp.example"
    support.save()
    process(keep(support, QUESTION.raw(), Origin("imap")).pk)
    local = "=?utf-8?q?=3Bdmarc=3Dpass=3B?="
    result = (
        f"Authentication-Results: mx.lamp.example; spf=pass smtp.mailfrom={local}@evil.example; dmarc=fail"
    )
    forged = f"{result}\r\n".encode() + Written(2, ADA, [DORA], cc=[US], answers=QUESTION).raw()
    process(keep(support, forged, Origin("imap")).pk)
    assert not Message.objects.filter(direction=Direction.OUT).exists()
    assert Message.objects.get(text="Words 1.").conversation.messages.count() == 1

"""An import is taken back: what it brought leaves, what people did with it since stays."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.files import oldest_first
from handrail.channels.email.importing import import_mails, undo_import
from handrail.channels.email.models import IncomingMail
from handrail.channels.email.tests.material import mail
from handrail.conversations.models import Attachment, Conversation, Entry, Message, SearchRow
from handrail.conversations.verbs import Words, note, reply
from handrail.core.models import Blob
from handrail.customers.models import Customer

pytestmark = pytest.mark.django_db
LATER = "Mon, 23 Nov 2026 09:00:00 +0000"
WITH_FILE = {"Content_Type": 'multipart/mixed; boundary="b"'}
FILE = '--b\n\nSee the file.\n--b\nContent-Disposition: attachment; filename="a.txt"\n\n1 2 3\n--b--\n'


def bring(support: Mailbox, folder: Path, **mails: bytes) -> uuid.UUID:
    batch = uuid.uuid4()
    folder.mkdir()
    for name, raw in mails.items():
        (folder / f"{name}.eml").write_bytes(raw)
    assert {told.status for told in import_mails(oldest_first([folder]), support, batch)} <= {
        "accepted",
        "held",
    }
    return batch


def counts() -> list[int]:
    models = (Conversation, Entry, Message, SearchRow, Attachment, IncomingMail, Customer, Blob)
    return [model.objects.count() for model in models]


def test_everything_leaves_and_can_come_again(support: Mailbox, tmp_path: Path) -> None:
    before = counts()
    mails = {
        "question": mail("Is it dark?", Message_ID="<q@x.example>"),
        "more": mail("It is.", Message_ID="<m@x.example>", References="<q@x.example>", Date=LATER),
        "file": mail(FILE, From="emil@x.example", **WITH_FILE),
        "empty": b"",
    }
    batch = bring(support, tmp_path / "one", **mails)
    full = counts()
    assert [removed for _, removed in undo_import(batch)] == [True, True]
    assert counts() == before
    bring(support, tmp_path / "two", **mails)
    assert counts() == full


def test_what_was_answered_since_stays(support: Mailbox, ada: Agent, tmp_path: Path) -> None:
    batch = bring(support, tmp_path / "one", a=mail("Answer me"), b=mail("Leave me", From="emil@x.example"))
    answered = Conversation.objects.get(messages__text="Answer me")
    reply(answered, words=Words(text="Here it is."), by=ada.as_actor(), send=False)
    assert sorted(removed for _, removed in undo_import(batch)) == [False, True]
    assert list(Conversation.objects.all()) == [answered]
    assert Message.objects.count() == 2
    assert Customer.objects.count() == 1


def test_a_mail_that_was_appended_leaves_alone(support: Mailbox, ada: Agent, tmp_path: Path) -> None:
    first = bring(support, tmp_path / "one", a=mail("Is it dark?", Message_ID="<q@x.example>"))
    conversation = Conversation.objects.get()
    note(conversation, words=Words(text="I look."), by=ada.as_actor())
    was = Conversation.objects.get()
    again = mail("Well?", Message_ID="<w@x.example>", References="<q@x.example>")
    assert [removed for _, removed in undo_import(bring(support, tmp_path / "two", again=again))] == [True]
    now = Conversation.objects.get()
    assert (now.preview, now.last_customer_entry) == ("Is it dark?", was.last_customer_entry)
    assert now.waiting_since == was.waiting_since
    assert Message.objects.filter(import_batch=first).count() == 1

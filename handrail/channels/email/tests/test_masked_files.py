"""A log that comes by mail loses its secrets before it is kept; the original stays for reading it again."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email import intake
from handrail.channels.email.models import IncomingMail
from handrail.channels.email.sending.forwarding import forwarded_files
from handrail.conversations.models import Attachment, Message
from handrail.conversations.verbs import Words, forward
from handrail.conversations.verbs.checking import check_file
from handrail.core import blobs

LOG = "PHP Warning: DB_PASSWORD=Sommer2024 in a.php\nPHP Notice: lamp\n"


def send(mailbox: Mailbox, log: str = LOG) -> IncomingMail:
    raw = EmailMessage()
    raw["From"], raw["To"], raw["Subject"] = "dora@nordlicht.example", mailbox.address, "It fails"
    raw["Message-ID"] = "<log@nordlicht.example>"
    raw.set_content("Here is the log. My password is Sommer2024, please look.")
    raw.add_attachment(log.encode(), maintype="application", subtype="octet-stream", filename="debug.log")
    kept = intake.keep(mailbox, raw.as_bytes(), intake.Origin(source="file"))
    return intake.process(kept.pk)


@pytest.mark.django_db
def test_the_log_is_kept_without_its_password(support: Mailbox) -> None:
    mail = send(support)
    kept = blobs.open_bytes(Attachment.objects.get().blob_id).decode()
    assert kept == LOG.replace("Sommer2024", "[password ••24]")
    assert b"Here is the log" in blobs.open_bytes(mail.raw_id)
    assert "Sommer2024" in Message.objects.get().text  # what they wrote to us on purpose


@pytest.mark.django_db
def test_a_large_log_waits_for_a_job_and_no_mail_waits_for_it(support: Mailbox) -> None:
    mail = send(support, LOG * 5_000)
    file = Attachment.objects.get()
    assert blobs.open_bytes(file.blob_id) == b""
    check_file(str(file.unchecked_id))
    file.refresh_from_db()
    assert blobs.open_bytes(file.blob_id).decode() == LOG.replace("Sommer2024", "[password ••24]") * 5_000
    assert blobs.open_bytes(mail.raw_id), "what came is kept, to be read again"


@pytest.mark.django_db
def test_a_forward_does_not_go_without_a_log_that_waits(support: Mailbox, ada: Agent) -> None:
    mail = send(support, LOG * 5_000)
    assert mail.conversation is not None
    words = Words(text="See", recipients={"to": [{"name": "", "address": "maker@lamp.example"}]})
    entry = forward(mail.conversation, of=[mail.entry_id or 0], words=words, by=ada.as_actor())
    (file,) = forwarded_files(Message.objects.get(pk=entry.pk))
    data = blobs.open_bytes(file.blob_id)
    assert data.endswith(b"lamp\n")
    assert b"Sommer2024" not in data


@pytest.mark.django_db
def test_a_mailbox_may_keep_files_as_they_came(support: Mailbox) -> None:
    Mailbox.objects.filter(pk=support.pk).update(masks_files=False)
    send(Mailbox.objects.get())
    assert blobs.open_bytes(Attachment.objects.get().blob_id).decode() == LOG

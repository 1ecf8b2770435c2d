"""A log that comes by mail loses its secrets before it is kept; the original stays for reading it again."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from handrail.accounts.models import Mailbox
from handrail.channels.email import intake
from handrail.channels.email.models import IncomingMail
from handrail.conversations.models import Attachment, Message
from handrail.core import blobs

LOG = "PHP Warning: DB_PASSWORD=Sommer2024 in a.php\nPHP Notice: lamp\n"


def send(mailbox: Mailbox) -> IncomingMail:
    raw = EmailMessage()
    raw["From"], raw["To"], raw["Subject"] = "dora@nordlicht.example", mailbox.address, "It fails"
    raw["Message-ID"] = "<log@nordlicht.example>"
    raw.set_content("Here is the log. My password is Sommer2024, please look.")
    raw.add_attachment(LOG.encode(), maintype="application", subtype="octet-stream", filename="debug.log")
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
def test_a_mailbox_may_keep_files_as_they_came(support: Mailbox) -> None:
    Mailbox.objects.filter(pk=support.pk).update(masks_files=False)
    send(Mailbox.objects.get())
    assert blobs.open_bytes(Attachment.objects.get().blob_id).decode() == LOG

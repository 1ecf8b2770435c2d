"""Answer a practised mail as the person would who had got it."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTPUTF8
from email.utils import format_datetime, make_msgid

from django.db import transaction
from django.utils import timezone

from handrail.channels.email.esp.hooks import keep_brought
from handrail.channels.email.intake import Origin
from handrail.channels.email.practice.kept import PractisedMail
from handrail.channels.email.reading.letters import Letter
from handrail.channels.email.reading.reader import read_mail
from handrail.core import blobs

LONGEST = 20_000  # characters of an answer


@transaction.atomic
def answer_practised(mail: PractisedMail, words: str) -> None:
    """Let the first receiver answer: a mail comes in, as it would from outside, and is read in a moment."""
    letter = read_practised(mail)
    answer = EmailMessage(policy=SMTPUTF8)
    answer["From"] = mail.recipients[0]
    answer["To"] = letter.reply_to[0].address if letter.reply_to else letter.sender.address
    answer["Subject"] = f"Re: {mail.subject.removeprefix('Re: ')}"
    answer["Date"] = format_datetime(timezone.now())
    answer["Message-ID"] = make_msgid(domain="practice.invalid")
    answer["In-Reply-To"] = answer["References"] = f"<{letter.message_id}>"
    answer.set_content(words[:LONGEST])
    keep_brought(mail.mailbox, None, answer.as_bytes(), Origin("practice"))


def read_practised(mail: PractisedMail) -> Letter:
    """What the mail says."""
    return read_mail(blobs.open_bytes(mail.raw_id))

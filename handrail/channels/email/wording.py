"""The words of a letter as a conversation keeps them, and when it counts as received."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from handrail.accounts.models import Mailbox
from handrail.channels.email.models import IncomingMail
from handrail.channels.email.quoting.new_words import language_of, new_words
from handrail.channels.email.reading.letters import Attached, Letter, Person
from handrail.channels.email.reading.naming import name_of, without_twins
from handrail.conversations.verbs import File, Words


def words_of(mail: IncomingMail, letter: Letter, writer: Person, authentication: dict[str, str]) -> Words:
    """What the mail says, as it is kept: its new words, its quotes, its files, who wrote it to whom."""
    said = new_words(letter)
    return Words(
        text=said.text.new,
        quoted="\n".join(part for part in (said.text.signature, said.text.quoted) if part),
        html=said.html.new,
        quoted_html=said.html.signature + said.html.quoted,
        subject=letter.subject,
        language=language_of(letter, said.text),
        sender=_person(writer),
        recipients={
            "to": [_person(person) for person in letter.to],
            "cc": [_person(person) for person in letter.cc],
            "reply_to": [_person(person) for person in letter.reply_to],
        },
        message_id=letter.message_id or made_id(mail.raw_id),
        in_reply_to=letter.in_reply_to,
        references=letter.references,
        authentication=authentication,
        written_at=letter.date,
        raw=mail.raw_id,
        files=tuple(_file(file, mail.mailbox) for file in without_twins(letter.attachments)),
        invitation=letter.invitation,
        protection=letter.protection,
        import_batch=mail.import_batch,
    )


def _file(file: Attached, mailbox: Mailbox) -> File:
    """As it is kept: what is text has lost its secrets, which then stand in the original mail alone."""
    keep = File.from_outside if mailbox.masks_files else File
    return keep(name_of(file), file.content_type, file.data, file.inline, file.content_id)


def made_id(key: str) -> str:
    """An id for a mail that came without one: always the same for the same bytes (`key` is their SHA-256)."""
    return f"{key[:40]}@no-message-id.invalid"


def _person(person: Person) -> dict[str, str]:
    return {"name": label_of(person)[:200], "address": person.address[:320]}


def label_of(person: Person) -> str:
    """Their name, if they have one: one that only repeats the address tells nobody anything."""
    return "" if person.name.casefold() == person.address.casefold() else person.name


def arrival_of(mail: IncomingMail, letter: Letter) -> datetime:
    """When it counts as received: now for what arrives, its own date for what is imported."""
    if mail.import_batch is None or letter.date is None:
        return mail.received_at
    return min(letter.date, timezone.now())

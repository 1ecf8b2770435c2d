"""From raw bytes to the timeline: kept first, then read, matched and recorded. Any step can run again."""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from handrail.accounts.models import Mailbox
from handrail.channels.email.letters import Letter, Person, Unreadable
from handrail.channels.email.matching import find_conversation
from handrail.channels.email.models import IncomingMail, MailState
from handrail.channels.email.quotes import split_reply
from handrail.channels.email.reading import read_mail
from handrail.conversations.models import Conversation
from handrail.conversations.verbs import File, Words, receive, start
from handrail.core import blobs
from handrail.core.installation import installation_id
from handrail.core.jobs import note_failure, note_success
from handrail.customers.models import Customer
from handrail.customers.verbs import find_or_create

AUTOMATIC = {"auto_reply", "bounce", "loop"}


@dataclass(frozen=True)
class Origin:
    """Where a mail came from: a folder of a server by UID, a file that is imported, …"""

    source: str
    path: str = ""
    folder: str = ""
    uid_validity: int | None = None
    uid: int | None = None
    import_batch: uuid.UUID | None = None


def keep(mailbox: Mailbox, raw: bytes, origin: Origin) -> IncomingMail | None:
    """Store a mail as it came, in the caller's transaction; None when this UID was fetched before."""
    if origin.uid is not None and _was_fetched(mailbox, origin):
        return None
    return IncomingMail.objects.create(
        mailbox=mailbox,
        raw=blobs.put(raw),
        source=origin.source,
        path=origin.path[-1000:],
        folder=origin.folder,
        uid_validity=origin.uid_validity,
        uid=origin.uid,
        import_batch=origin.import_batch,
    )


def process(pk: int) -> IncomingMail:
    """Read a kept mail and record it; what fails is held or marked failed with its reason, never lost."""
    try:
        with transaction.atomic():
            mail = IncomingMail.objects.select_for_update().select_related("mailbox").get(pk=pk)
            if mail.state not in (MailState.ACCEPTED, MailState.DUPLICATE):
                _accept(mail)
                mail.attempts += 1
                mail.save()
        if mail.attempts > 1:
            note_success("read mail", str(pk))
    except Exception as error:
        note_failure("read mail", str(pk), error)
        mail = _mark_failed(pk, error)
    return mail


def _mark_failed(pk: int, error: Exception) -> IncomingMail:
    reason = f"{type(error).__name__} while it was read; process it again after an update."
    mail = IncomingMail.objects.get(pk=pk)
    mail.state, mail.reason, mail.attempts = MailState.FAILED, reason, mail.attempts + 1
    mail.save(update_fields=["state", "reason", "attempts"])
    return mail


def _accept(mail: IncomingMail) -> None:
    raw = blobs.open_bytes(mail.raw_id)
    try:
        letter = read_mail(raw, installation=installation_id())
        _check(letter)
    except Unreadable as problem:
        mail.state, mail.reason = MailState.HELD, str(problem)[:500]
        return
    mail.kind, mail.message_id = letter.kind, letter.message_id[:998].replace("\x00", "")
    mail.words_key = _words_key(raw, letter)
    _queue_up(mail)
    if twin := _twin(mail):
        mail.state, mail.reason = MailState.DUPLICATE, f"The same mail as {twin.pk}."
        mail.conversation, mail.entry = twin.conversation, twin.entry
        return
    mail.conversation, mail.entry_id = _record(mail, letter)
    mail.state, mail.reason = MailState.ACCEPTED, ""


def _check(letter: Letter) -> None:
    if letter.kind == "loop":
        raise Unreadable("It was sent by this Handrail itself: a forwarding rule leads back here.")


def _record(mail: IncomingMail, letter: Letter) -> tuple[Conversation, int]:
    words, at = _words(mail, letter), _arrival(mail, letter)
    sender = letter.sender
    customer = find_or_create(sender.address, sender.name, import_batch=mail.import_batch, created_at=at)
    automatic = letter.kind in AUTOMATIC
    by = customer.as_actor(letter.sender.name or letter.sender.address)
    match = find_conversation(letter, mail.mailbox, customer)
    if match:
        entry = receive(match.conversation, words=words, by=by, at=at, automatic=automatic)
        return match.conversation, entry.pk
    conversation = _start(mail, customer, words, at, automatic)
    return conversation, conversation.last_customer_entry


def _start(
    mail: IncomingMail, customer: Customer, words: Words, at: datetime, automatic: bool
) -> Conversation:
    return start(
        mail.mailbox,
        customer=customer,
        words=words,
        by=customer.as_actor(words.sender["name"] or words.sender["address"]),
        at=at,
        automatic=automatic,
        import_batch=mail.import_batch,
    )


def _words(mail: IncomingMail, letter: Letter) -> Words:
    split = split_reply(letter.text)
    blobs.keep(mail.raw_id)
    return Words(
        text=split.new,
        quoted="\n".join(part for part in (split.signature, split.quoted) if part),
        html=letter.html,
        subject=letter.subject,
        sender=_person(letter.sender),
        recipients={
            "to": [_person(person) for person in letter.to],
            "cc": [_person(person) for person in letter.cc],
            "reply_to": [_person(person) for person in letter.reply_to],
        },
        message_id=letter.message_id,
        in_reply_to=letter.in_reply_to,
        references=letter.references,
        written_at=letter.date,
        raw=mail.raw_id,
        files=tuple(
            File(file.name, file.content_type, file.data, file.inline, file.content_id)
            for file in letter.attachments
        ),
        import_batch=mail.import_batch,
    )


def _person(person: Person) -> dict[str, str]:
    return {"name": person.name[:200], "address": person.address[:320]}


def _arrival(mail: IncomingMail, letter: Letter) -> datetime:
    """When it counts as received: now for what arrives, its own date for what is imported."""
    if mail.import_batch is None or letter.date is None:
        return mail.received_at
    return min(letter.date, timezone.now())


def _was_fetched(mailbox: Mailbox, origin: Origin) -> bool:
    return IncomingMail.objects.filter(
        mailbox=mailbox, folder=origin.folder, uid_validity=origin.uid_validity, uid=origin.uid
    ).exists()


def _queue_up(mail: IncomingMail) -> None:
    """Two copies of one mail, read at the same moment, are read one behind the other."""
    key = hashlib.sha256(f"{mail.mailbox_id} {mail.message_id or mail.raw_id}".encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(key[:8], "big", signed=True)])


def _twin(mail: IncomingMail) -> IncomingMail | None:
    """The same mail, accepted before: same bytes, or same Message-ID and same words by another route."""
    accepted = IncomingMail.objects.filter(mailbox=mail.mailbox, state=MailState.ACCEPTED).exclude(pk=mail.pk)
    same = Q(raw=mail.raw_id)
    if mail.message_id:
        same |= Q(message_id=mail.message_id, words_key=mail.words_key)
    return accepted.filter(same).order_by("pk").first()


def _words_key(raw: bytes, letter: Letter) -> str:
    """SHA-256 of what the sender wrote; routes change other headers, and the white space."""
    body = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[-1]
    people = [person.address for person in (letter.sender, *letter.to, *letter.cc, *letter.reply_to)]
    header = repr((people, letter.subject, letter.date, letter.in_reply_to, letter.references)).encode()
    return hashlib.sha256(header + b"\n".join(body.split())).hexdigest()

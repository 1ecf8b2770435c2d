"""From raw bytes to the timeline: kept first, then read, matched and recorded. Any step can run again."""

from __future__ import annotations

import hashlib
import logging
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Q, QuerySet

from handrail.accounts.models import Mailbox
from handrail.channels.email.answering.recording import record_answer
from handrail.channels.email.models import IncomingMail, MailState
from handrail.channels.email.reading.letters import Letter, Unreadable
from handrail.channels.email.reading.reader import read_mail
from handrail.channels.email.recording import record_letter
from handrail.conversations.models import Direction, Message
from handrail.conversations.queries.recipients import is_own
from handrail.core import blobs
from handrail.core.alone import in_turn
from handrail.core.installation import installation_id
from handrail.core.jobs import note_failure, note_success
from handrail.core.kept_saves import insert, update
from handrail.core.statements import Statement, plan_once
from handrail.core.verbs import together

MOST_TOGETHER, BYTES_TOGETHER = 20, 8 * 1024 * 1024
# What reading a mail finds out about it.
_FOUND_OUT = ("state", "reason", "kind", "message_id", "words_key", "conversation", "entry", "attempts")
log = logging.getLogger("handrail.mail")
T = TypeVar("T")


@dataclass(frozen=True)
class Origin:
    """Where a mail came from: a folder of a server by UID, a file that is imported, …"""

    source: str
    path: str = ""
    folder: str = ""
    uid_validity: int | None = None
    uid: int | None = None
    import_batch: uuid.UUID | None = None


def keep(mailbox: Mailbox, raw: bytes, origin: Origin) -> IncomingMail:
    """Store a mail as it came, in the caller's transaction; IntegrityError when its UID is known."""
    mail = IncomingMail(
        mailbox=mailbox,
        raw=blobs.put(raw),
        source=origin.source,
        path=origin.path[-1000:],
        folder=origin.folder,
        uid_validity=origin.uid_validity,
        uid=origin.uid,
        import_batch=origin.import_batch,
    )
    insert(mail)
    return mail


def known_uids(mailbox: Mailbox, folder: str, uid_validity: int, uids: Sequence[int]) -> set[int]:
    """Which of these UIDs were fetched before."""
    found = IncomingMail.objects.filter(
        mailbox=mailbox, folder=folder, uid_validity=uid_validity, uid__in=uids
    )
    return {uid for uid in found.values_list("uid", flat=True) if uid is not None}


def process(pk: int) -> IncomingMail:
    """Read a kept mail and record it; what fails is held or marked failed with its reason, never lost."""
    try:
        return _process([pk])[0]
    except Exception as error:
        note_failure("read mail", str(pk), error)
        return _mark_failed(pk, error)


def process_together(pks: Sequence[int]) -> list[IncomingMail]:
    """The same for several mails, in this order, with one commit; when one fails, each for itself."""
    try:
        return _process(pks)
    except Exception as error:
        log.info("mails.read_one_by_one", extra={"mails": len(pks), "error": type(error).__name__})
        return [process(pk) for pk in pks]


def portions(items: Sequence[tuple[T, int]]) -> Iterator[list[T]]:
    """Cut (item, size in bytes) pairs into portions that are small enough to be handled together."""
    portion: list[T] = []
    total = 0
    for item, size in items:
        if portion and (len(portion) >= MOST_TOGETHER or total + size > BYTES_TOGETHER):
            yield portion
            portion, total = [], 0
        portion.append(item)
        total += size
    if portion:
        yield portion


def _process(pks: Sequence[int]) -> list[IncomingMail]:
    with together():
        plan_once()
        mails = _LOCKED.objects(list(pks))
        raws = blobs.open_many([mail.raw_id for mail in mails])
        read = [(mail, _read(mail, raws[mail.raw_id])) for mail in mails if mail.is_to_be_read]
        _queue_up([mail for mail, letter in read if letter])
        for mail, letter in read:
            if letter is not None:
                _accept(mail, letter)
            mail.attempts += 1
            update(mail, *_FOUND_OUT)
    for mail, _letter in read:
        if mail.attempts > 1:
            note_success("read mail", str(mail.pk))
    return mails


def _locked(pks: list[int]) -> QuerySet[IncomingMail]:
    rows = IncomingMail.objects.select_for_update(of=("self",)).select_related("mailbox")
    return rows.filter(pk__in=pks).order_by("pk")


_LOCKED = Statement(_locked)


def _mark_failed(pk: int, error: Exception) -> IncomingMail:
    reason = f"{type(error).__name__} while it was read; process it again after an update."
    mail = IncomingMail.objects.get(pk=pk)
    mail.state, mail.reason, mail.attempts = MailState.FAILED, reason, mail.attempts + 1
    mail.save(update_fields=["state", "reason", "attempts"])
    return mail


def _read(mail: IncomingMail, raw: bytes) -> Letter | None:
    """The letter in the mail, what is known of it noted; None when it must be held."""
    try:
        letter = read_mail(raw, installation=installation_id())
        _check(mail, letter)
    except Unreadable as problem:
        mail.state, mail.reason = MailState.HELD, str(problem)[:500]
        return None
    mail.kind, mail.message_id = letter.kind, letter.message_id[:998].replace("\x00", "")
    mail.words_key = _words_key(raw, letter)
    return letter


def _check(mail: IncomingMail, letter: Letter) -> None:
    is_copy = mail.import_batch is not None and is_own(letter.sender.address, mail.mailbox.own_addresses)
    if letter.kind == "loop" and not is_copy:
        raise Unreadable("It was sent by this Handrail itself: a forwarding rule leads back here.")


def _accept(mail: IncomingMail, letter: Letter) -> None:
    if twin := _twin(mail):
        mail.state, mail.reason = MailState.DUPLICATE, f"The same mail as {twin.pk}."
        mail.conversation, mail.entry = twin.conversation, twin.entry
        return
    if letter.kind == "loop" and (ours := _sent_from_here(mail)):
        mail.state, mail.reason = MailState.DUPLICATE, "It was sent from here, and is there already."
        mail.conversation, mail.entry = ours.conversation, ours.entry
        return
    if record_answer(mail, letter):
        return
    mail.conversation, mail.entry_id = record_letter(mail, letter)
    mail.state, mail.reason = MailState.ACCEPTED, ""


def _sent_from_here(mail: IncomingMail) -> Message | None:
    """The reply of which this is the copy that the mailbox's server keeps among the sent mails."""
    replies = Message.objects.filter(message_id=mail.message_id, direction=Direction.OUT).exclude(
        message_id=""
    )
    here = replies.filter(conversation__mailbox_id=mail.mailbox_id)
    return here.select_related("conversation", "entry").first()


def _queue_up(mails: list[IncomingMail]) -> None:
    """Two copies of one mail, read at the same moment, are read one behind the other."""
    in_turn(f"{mail.mailbox_id} {mail.message_id or mail.raw_id}" for mail in mails)


def _twin(mail: IncomingMail) -> IncomingMail | None:
    """The same mail, accepted before: same bytes, or same Message-ID and same words by another route."""
    message_id = mail.message_id or mail.raw_id
    found = _TWIN.objects(mail.mailbox_id, mail.pk, mail.raw_id, message_id, mail.words_key)
    return found[0] if found else None


def _accepted(mailbox: int, but: int, raw: str, message_id: str, words_key: str) -> QuerySet[IncomingMail]:
    same = Q(raw_id=raw) | Q(message_id=message_id, words_key=words_key)
    accepted = IncomingMail.objects.filter(mailbox_id=mailbox, state=MailState.ACCEPTED).filter(same)
    return accepted.exclude(pk=but).select_related("conversation", "entry").order_by("pk")[:1]


_TWIN = Statement(_accepted)


def _words_key(raw: bytes, letter: Letter) -> str:
    """SHA-256 of what the sender wrote; routes change other headers, and the white space."""
    body = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[-1]
    people = [person.address for person in (letter.sender, *letter.to, *letter.cc, *letter.reply_to)]
    header = repr((people, letter.subject, letter.date, letter.in_reply_to, letter.references)).encode()
    return hashlib.sha256(header + b"\n".join(body.split())).hexdigest()

"""A bounce comes home: to the conversation of the mail it is about, with a flag on the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.conf import settings

from handrail.channels.email.matching.means import MOST_REFERENCES
from handrail.channels.email.matching.tokens import read_message_id
from handrail.channels.email.models import SentByEsp
from handrail.channels.email.reading.letters import Bounce, Letter
from handrail.conversations.events import Bounced
from handrail.conversations.models import Conversation, Direction, Message
from handrail.conversations.verbs import Words, note_bounce
from handrail.customers.verbs import mark_bounced, normalise_address

_MOST_NAMED = 20  # addresses in one entry


def record_bounce(
    letter: Letter, bounce: Bounce, words: Words, at: datetime
) -> tuple[Conversation, int] | None:
    """Note it where the mail it is about was written; None when it names none of ours.

    Only a Message-ID that we signed counts: anybody may write a bounce, but not about a mail nobody has.
    """
    message = _mail_of_ours(letter, bounce)
    return note_report(message, bounce, words, at) if message else None


def note_report(message: Message, bounce: Bounce, words: Words, at: datetime) -> tuple[Conversation, int]:
    """Note what became of a message of ours, whoever reports it; returns the conversation and the entry."""
    addresses = _failed_of(message, bounce)
    about = Bounced(
        entry=message.pk,
        addresses=addresses[:_MOST_NAMED],
        report=bounce.event,
        permanent=bool(bounce.permanent),
        group=bounce.group,
        words=bounce.reason.replace("\x00", "")[:500],
    )
    entry = note_bounce(message.conversation, about=about, words=replace(words, files=()), at=at)
    if bounce.event == "failed":
        for address in addresses:
            mark_bounced(address, reason=about.words, at=at)
    return message.conversation, entry.pk


def _mail_of_ours(letter: Letter, bounce: Bounce) -> Message | None:
    ids = dict.fromkeys((bounce.returned_id, *letter.in_reply_to, *reversed(letter.references)))
    for text in list(ids)[:MOST_REFERENCES]:
        key = read_message_id(text, settings.SECRET_KEY)
        if key is not None and key.isdecimal():
            sent = Message.objects.select_related("conversation").filter(pk=int(key), direction=Direction.OUT)
            if message := sent.first():
                return message
    return message_of_esp_ids(list(ids)[:MOST_REFERENCES])


def message_of_esp_ids(ids: Sequence[str], esp: str = "") -> Message | None:
    """Our message that an e-mail service calls by one of these ids, or by what stands before their @."""
    names = {part for one in ids if one for part in (one, one.partition("@")[0])}
    if not names:
        return None
    known = SentByEsp.objects.filter(esp_id__in=names, message__direction=Direction.OUT)
    found = (known.filter(esp=esp) if esp else known).select_related("message__conversation__mailbox").first()
    return found.message if found else None


def _failed_of(message: Message, bounce: Bounce) -> list[str]:
    """Those it went to whom the bounce names; a single one is meant in any case."""
    failed = {normalise_address(address) for address in bounce.recipients}
    sent_to = message.recipient_addresses
    named = [address for address in sent_to if normalise_address(address) in failed]
    return named or (sent_to if len(sent_to) == 1 else list(bounce.recipients))

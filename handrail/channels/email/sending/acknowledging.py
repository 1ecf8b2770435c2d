"""Tell a customer that their mail has arrived: at most once in a conversation, never to a machine."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.models import (
    AcknowledgedOnce,
    AcknowledgementText,
    Connection,
    IncomingMail,
    MailState,
    Outgoing,
)
from handrail.channels.email.sending.breaker import may_answer_automatically, note_automatic
from handrail.conversations.events import Merged, Received, Replied
from handrail.conversations.models import Conversation, Direction, Entry, LinkReason, Message, Place
from handrail.conversations.verbs import Words, acknowledge
from handrail.core.plain_text import text_to_html
from handrail.core.remembered import remembered
from handrail.core.verbs import verb
from handrail.customers.verbs import normalise_address, without_detail
from handrail.routing.hours import Hours, is_open, opens_next
from handrail.routing.models import hours_of
from handrail.routing.waits import waits_said, when_back

VARIABLES = ("number", "mailbox", "back", "wait")
TOO_LATE = timedelta(days=1)  # after it nobody wonders any more whether their mail has arrived


def acknowledge_arrival(entry: Entry) -> Entry | None:
    """Tell the writer of a first mail that it is here, where the mailbox wants that; None for all others."""
    if not (telling := telling_mailboxes()) or entry.conversation.mailbox_id not in telling:
        return None
    return _acknowledge(entry.conversation, entry=entry.pk)


@remembered
def telling_mailboxes() -> frozenset[int]:
    """Keys of the mailboxes that want arrivals told and can send: asked for each mail that comes."""
    wanted = Outgoing.objects.filter(mailbox__connection__in=Connection.objects.sending(), acknowledges=True)
    return frozenset(wanted.values_list("mailbox", flat=True))


@verb
def _acknowledge(conversation: Conversation, /, *, entry: int) -> Entry | None:
    """The conversation is locked: who comes second finds the first one's row, or its key refuses them."""
    message = Message.objects.select_related("entry").get(pk=entry)
    address = str(message.sender.get("address", ""))
    if not (_begins(conversation, message) and _is_a_person_s(message) and not _is_an_agent(address)):
        return None
    if AcknowledgedOnce.objects.filter(conversation=conversation).exists():
        return None
    mailbox, at = conversation.mailbox, timezone.now()
    text = choose_text(mailbox, message.language)
    proven = "pass" in message.authentication.values()
    if text is None or not may_answer_automatically(address, mailbox, proven=proven):
        return None
    hours = hours_of(mailbox.pk)
    within = hours is None or is_open(hours, at)
    words = _words(text, conversation, message, None if within else hours, at)
    told = acknowledge(conversation, words=words, within_hours=within, at=at)
    AcknowledgedOnce.objects.create(conversation=conversation, entry=told)
    note_automatic(address, mailbox)
    return told


def _begins(conversation: Conversation, message: Message) -> bool:
    """Whether this mail began the conversation, alone, and nobody has answered yet."""
    if message.conversation_id != conversation.pk or conversation.place != Place.INBOX:
        return False
    earlier = Entry.objects.filter(conversation=conversation, pk__lt=message.pk, kind=Received.kind)
    other = Entry.objects.filter(conversation=conversation, kind__in=[Replied.kind, Merged.kind])
    linked = conversation.links.exclude(reason=LinkReason.CLOSED)
    return not (earlier.exists() or other.exists() or linked.exists())


def _is_a_person_s(message: Message) -> bool:
    """Whether a person wrote it to us, now: no machine, no list, no import, no forward, no forged sender."""
    now, entry = timezone.now(), message.entry
    if message.direction != Direction.IN or message.automatic or message.is_doubtful or entry.reason:
        return False
    if min(entry.at, message.written_at or entry.at) < now - TOO_LATE:
        return False
    if (message.channel or entry.conversation.channel) == "form":
        return True  # typed on a page of ours, and nothing proves by whom: see the breaker
    mail = IncomingMail.objects.filter(entry=entry.pk, state=MailState.ACCEPTED, import_batch=None)
    return mail.filter(kind="message").exists()


def _is_an_agent(address: str) -> bool:
    known = {normalise_address(address), without_detail(address)}
    return any(Agent.objects.filter(email__iexact=one).exists() for one in known if one)


def choose_text(mailbox: Mailbox, language: str | None) -> AcknowledgementText | None:
    """The text in this language, else in the mailbox's own, else the first; None when there is none."""
    texts = list(AcknowledgementText.objects.filter(mailbox=mailbox))
    spoken = {text.language: text for text in texts}
    return spoken.get(language or "") or spoken.get(mailbox.language) or next(iter(texts), None)


def _words(
    text: AcknowledgementText,
    conversation: Conversation,
    message: Message,
    closed: Hours | None,
    at: datetime,
) -> Words:
    """The mailbox's own words. The writer's name, subject and words never come back: a From may be forged."""
    back = opens_next(closed, at) if closed else None
    values = {
        "number": str(conversation.number),
        "mailbox": conversation.mailbox.name,
        "back": when_back(back, closed, text.language) if back and closed else "",
        "wait": _wait(text, conversation, message, at),
    }
    said = fill(text.outside if back and text.outside.strip() else text.within, values)
    return Words(
        text=said,
        html=text_to_html(said),
        subject=with_number(fill(text.subject, values), conversation.number),
        language=text.language,
        recipients={"to": [{"name": "", "address": message.sender["address"]}]},
        in_reply_to=(message.message_id,) if message.message_id else (),
    )


def _wait(text: AcknowledgementText, conversation: Conversation, message: Message, at: datetime) -> str:
    """How long a first answer takes; nothing in a language in which we have no words for it."""
    if text.language.split("-")[0] not in dict(settings.LANGUAGES):
        return ""
    channel = message.channel or conversation.channel
    channel = "email" if channel == "chat" else channel  # what is left in a chat is answered as a mail is
    return waits_said(conversation.mailbox, channel, text.language, at)


def fill(text: str, values: dict[str, str], names: Iterable[str] = VARIABLES) -> str:
    """The text with what its variables stand for; other braces stay as they are."""
    for name in names:
        text = text.replace(f"{{{name}}}", values[name])
    return text


def with_number(subject: str, number: int) -> str:
    """The subject, with the conversation's number in it in any case."""
    return subject if f"#{number}" in subject else f"{subject} [#{number}]"

"""Customers who do not answer: a mail that reminds them, and one when the conversation is closed.

Both are automatic mails: marked as such, never to machines, and few to one address (`breaker`). Who cannot be
told is not closed either. Days are calendar days from the last activity.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from babel.dates import format_date
from django.db import transaction
from django.utils import timezone

from handrail.accounts.models import Mailbox
from handrail.channels.email.models import Connection
from handrail.channels.email.sending.acknowledging import fill, with_number
from handrail.channels.email.sending.breaker import may_answer_automatically, note_automatic
from handrail.conversations.events import Nudged, Received, Replied
from handrail.conversations.models import Conversation, Direction, Entry, Message, SendState
from handrail.conversations.verbs import Words, nudge, time_out
from handrail.core.jobs import note_failure, note_success
from handrail.core.plain_text import text_to_html
from handrail.core.verbs import verb
from handrail.core.zones import zone
from handrail.routing.models import TimeOut, TimeOutText
from handrail.routing.timeouts import NUDGED_WITHIN, is_waiting, plan
from handrail.ui.words import locale_of

VARIABLES = ("number", "mailbox", "date")
MOST_AT_ONCE = 500  # of a mailbox, in one round
_NAME = "time out of waiting"


def time_out_waiting(now: datetime | None = None) -> int:
    """Nudge and close what is due, each in its own transaction; returns how many of both there were."""
    now = now or timezone.now()
    done = 0
    for time_out_of in TimeOut.objects.filter(mailbox__connection__in=Connection.objects.sending()):
        for conversation in _candidates(time_out_of, now):
            done += _try(conversation, time_out_of, now)
    return done


def _candidates(rule: TimeOut, now: datetime) -> Iterator[Conversation]:
    silent = now - timedelta(days=rule.nudge_after)
    forgotten = silent - timedelta(days=rule.close_after) - 2 * NUDGED_WITHIN
    rows = Conversation.objects.waiting().filter(mailbox=rule.mailbox_id, channel="email", waiting_since=None)
    rows = rows.filter(last_activity_at__lte=silent, last_activity_at__gt=forgotten)
    yield from rows.order_by("last_activity_at")[:MOST_AT_ONCE]


def _try(conversation: Conversation, rule: TimeOut, now: datetime) -> bool:
    """One that fails is shown to admins and hinders no other."""
    subject = f"#{conversation.number}"
    try:
        with transaction.atomic():
            is_done = _step(conversation, rule=rule, now=now)
    except Exception as error:
        note_failure(_NAME, subject, error)
        return False
    if is_done:
        note_success(_NAME, subject)
    return is_done


@verb
def _step(conversation: Conversation, /, *, rule: TimeOut, now: datetime) -> bool:
    """The conversation is locked: whatever the customer or a colleague did meanwhile counts."""
    if not is_waiting(conversation):
        return False
    last = Message.objects.filter(conversation=conversation, entry__kind=Nudged.kind)
    nudged = last.select_related("entry").order_by("-pk").first()
    told = (nudged.entry.at, datetime.fromisoformat(nudged.entry.data["closes_at"])) if nudged else None
    found = plan(rule, conversation.last_activity_at, told)
    if found.is_nudged:
        is_told = nudged is not None and nudged.send_state == SendState.SENT
        return is_told and found.close_at <= now and _close(conversation, now)
    if not now - NUDGED_WITHIN < found.nudge_at <= now:
        return False
    return _nudge(conversation, now, now + timedelta(days=rule.close_after))


def _nudge(conversation: Conversation, now: datetime, closes_at: datetime) -> bool:
    words = _words(conversation, closes_at, is_closing=False)
    if words is None:
        return False
    nudge(conversation, words=words, closes_at=closes_at, at=now)
    return True


def _close(conversation: Conversation, now: datetime) -> bool:
    time_out(conversation, words=_words(conversation, now, is_closing=True), at=now)
    return True


def _words(conversation: Conversation, date: datetime, *, is_closing: bool) -> Words | None:
    """The mail to whoever wrote last; None when they must not get one. Noted for the breaker."""
    asked = _last_words(conversation)
    address = str(asked.sender.get("address", "")) if asked else _written_to(conversation)
    text = _text_for(conversation.mailbox, (asked and asked.language) or conversation.language)
    if text is None or not may_answer_automatically(address, conversation.mailbox):
        return None
    note_automatic(address, conversation.mailbox)
    day = date.astimezone(zone(conversation.mailbox.time_zone)).date()
    values = {
        "number": str(conversation.number),
        "mailbox": conversation.mailbox.name,
        "date": format_date(day, "full", locale=locale_of(text.language)),
    }
    said = fill(text.closing if is_closing else text.nudge, values, VARIABLES)
    return Words(
        text=said,
        html=text_to_html(said),
        subject=with_number(fill(text.subject, values, VARIABLES), conversation.number),
        language=text.language,
        recipients={"to": [{"name": "", "address": address}]},
        in_reply_to=(asked.message_id,) if asked and asked.message_id else (),
    )


def _last_words(conversation: Conversation) -> Message | None:
    """What the customer wrote last; a forged sender is nobody's."""
    said = Message.objects.filter(conversation=conversation, direction=Direction.IN, automatic=False)
    said = said.filter(entry__kind=Received.kind, entry__customer=conversation.customer_id)
    found = said.order_by("-pk").first()
    return None if found is None or found.is_doubtful else found


def _written_to(conversation: Conversation) -> str:
    """To whom an agent wrote, when the customer never did."""
    replies = Entry.objects.filter(conversation=conversation, kind=Replied.kind).values("pk")
    last = Message.objects.filter(entry__in=replies, automatic=False).order_by("-pk").first()
    return next(iter(last.recipient_addresses), "") if last else ""


def _text_for(mailbox: Mailbox, language: str | None) -> TimeOutText | None:
    """The text in this language, else in the mailbox's own, else the first; None when there is none."""
    texts = list(TimeOutText.objects.filter(mailbox=mailbox))
    spoken = {text.language: text for text in texts}
    return spoken.get(language or "") or spoken.get(mailbox.language) or next(iter(texts), None)

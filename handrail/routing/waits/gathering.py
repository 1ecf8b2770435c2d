"""Who waited for a first answer, read from the timelines: what is new, and what has happened to those who
wait.
A first answer is a person's: not an acknowledgement, not a nudge, not what the assistant says. What nobody
asked us is no wait: imports, what we began, spam, calls that were written down, mails of machines. Each step
is a fixed number of statements, and asks for recent conversations by their keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import DateTimeField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from handrail.conversations.events import HandedOver, Received, Replied
from handrail.conversations.models import Category, Conversation, Entry, Place, SendState
from handrail.core.actors import ActorKind
from handrail.routing.models import WaitCase, WaitStatement
from handrail.routing.waits.standing import closest, told_at

RECENT = timedelta(days=42)  # what statements stand on
KEPT = timedelta(days=70)
LATE_COMMIT = timedelta(hours=1)  # a conversation may get its key so long before others see it
NEVER_LEFT = (SendState.FAILED, SendState.UNKNOWN, SendState.HELD)
PUT_AWAY = (Place.SPAM, Place.TRASH, Place.MERGED)
AT_ONCE = 2000


def gather(now: datetime) -> None:
    """Bring what is known of waits up to date."""
    _add_new(now)
    _settle(now)
    WaitCase.objects.filter(asked_at__lt=now - KEPT).delete()


def _add_new(now: datetime) -> None:
    """Those who have asked since the last time, with what was said to them then."""
    rows = Conversation.objects.filter(pk__gt=_reached(now), import_batch=None, parent=None)
    rows = rows.exclude(channel="call").exclude(place__in=PUT_AWAY)
    statements = list(WaitStatement.objects.all())
    new = (
        _case(statements, pk, mailbox, channel, language or "", asked)
        for pk, mailbox, channel, language, begins_with, asked in _asked(rows).iterator(chunk_size=AT_ONCE)
        if begins_with == Received.kind and asked is not None and asked > now - RECENT
    )
    while some := list(islice(new, AT_ONCE)):
        WaitCase.objects.bulk_create(some, ignore_conflicts=True)


def _reached(now: datetime) -> int:
    """The key up to which conversations have been looked at."""
    ours = Conversation.objects.filter(import_batch=None).order_by("-pk")
    last = WaitCase.objects.order_by("-pk").values_list("pk", flat=True).first()
    if last is None:
        before = ours.filter(created_at__lt=now - RECENT)
        return before.values_list("pk", flat=True).first() or 0
    settled = ours.filter(created_at__lt=now - LATE_COMMIT).values_list("pk", flat=True).first()
    return min(last, settled or 0)


def _asked(rows: QuerySet[Conversation]) -> Any:
    """Keys, ways in, who spoke first, and since when a person's answer is waited for."""
    said = _entries().filter(kind__in=[Received.kind, Replied.kind])
    theirs = _entries().filter(kind=Received.kind, message__automatic=False)
    handed = _entries().filter(kind=HandedOver.kind)
    return rows.annotate(
        begins_with=Subquery(said.values("kind")[:1]),
        asked=Coalesce(Subquery(handed.values("at")[:1]), Subquery(theirs.values("at")[:1])),
    ).values_list("pk", "mailbox", "channel", "language", "begins_with", "asked")


def _entries() -> QuerySet[Entry]:
    return Entry.objects.filter(conversation=OuterRef("pk")).order_by("pk")


def _case(
    statements: Iterable[WaitStatement], pk: int, mailbox: int, channel: str, language: str, asked: datetime
) -> WaitCase:
    case = WaitCase(
        conversation_id=pk, mailbox_id=mailbox, channel=channel, language=language, asked_at=asked
    )
    said = closest((one for one in statements if one.mailbox_id == mailbox), channel, language)
    if said and (times := told_at(said, asked)):
        case.half_by, case.most_by = times
    return case


def _settle(now: datetime) -> None:
    """Write down who was answered, who left, and whom the assistant handed over since."""
    still = WaitCase.objects.filter(answered_at=None, left_at=None, asked_at__gt=now - KEPT)
    changed = filter(_has_news, still.annotate(**_news()).iterator(chunk_size=AT_ONCE))
    while some := list(islice(changed, AT_ONCE)):
        WaitCase.objects.bulk_update(some, ["asked_at", "answered_at", "left_at"])


def _has_news(case: Any) -> bool:
    """Whether something happened to it, which it holds from now on."""
    before = (case.asked_at, case.answered_at, case.left_at)
    case.asked_at = case.handed or case.asked_at
    case.answered_at = case.answer and max(case.answer, case.asked_at)
    if case.answered_at is None and _has_left(case):
        case.left_at = max(case.touched, case.asked_at)
    return before != (case.asked_at, case.answered_at, case.left_at)


def _has_left(case: Any) -> bool:
    if case.place == Place.ASSISTANT:
        return False  # whoever asks for a person there begins to wait
    return case.place in PUT_AWAY or case.category == Category.CLOSED


def _news() -> dict[str, Any]:
    """What a timeline and a conversation say of a wait; a reply that waits to leave is none yet."""
    theirs = Entry.objects.filter(conversation=OuterRef("pk")).order_by("pk")
    scheduled = Q(message__send_state=SendState.QUEUED, message__is_scheduled=True)
    replies = theirs.filter(kind=Replied.kind, actor_kind=ActorKind.AGENT, message__automatic=False)
    replies = replies.exclude(message__send_state__in=NEVER_LEFT).exclude(scheduled)
    left = Greatest("at", Coalesce("message__send_after", "at"), output_field=DateTimeField())
    return {
        "answer": Subquery(replies.annotate(left=left).values("left")[:1]),
        "handed": Subquery(theirs.filter(kind=HandedOver.kind).values("at")[:1]),
        "place": F("conversation__place"),
        "category": F("conversation__category"),
        "touched": F("conversation__last_activity_at"),
    }

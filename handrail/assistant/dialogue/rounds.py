"""What happens by itself: nobody waits long in front of a silent assistant, and silence is parked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from handrail.assistant.dialogue.applying import look_later
from handrail.assistant.dialogue.deciding import LATE, SILENCE
from handrail.assistant.dialogue.switching import is_stopped
from handrail.assistant.dialogue.verbs import give_up, park
from handrail.assistant.models import Because, Exchange, State
from handrail.assistant.writing.configuring import patience
from handrail.conversations.models import Conversation, Place
from handrail.conversations.verbs.moving import move
from handrail.core.actors import SYSTEM
from handrail.core.jobs import done_or_noted

LOST = timedelta(seconds=10)  # and as long as the writer may take: then its job may have died
MOST_AT_ONCE = 500


def watch(at: datetime | None = None) -> int:
    """Look again for answers that are missing, and hand over those that take too long; returns how many."""
    now = at or timezone.now()
    if is_stopped():
        return hand_over_all()
    pending = Exchange.objects.filter(state=State.ANSWERING)
    lost = pending.filter(pending_at__lte=now - LOST - patience(), pending_at__gt=now - LATE)
    for exchange in lost.order_by("pending_at")[:MOST_AT_ONCE]:
        look_later(exchange)
    return _each(_of(pending.filter(pending_at__lte=now - LATE)), partial(give_up, why=Because.LATE))


def hand_over_all() -> int:
    """It was stopped: whoever is in front of it goes to people; returns how many."""
    return _each(_of(Exchange.objects.filter(state=State.ANSWERING)), partial(give_up, why=Because.OFF))


def park_silent(at: datetime | None = None) -> int:
    """Park exchanges of whose customers nothing was heard for a day; returns how many."""
    now = at or timezone.now()
    silent = Exchange.objects.filter(state=State.ANSWERING, pending=None, last_at__lte=now - SILENCE)
    return _each(_of(silent), partial(park, at=now))


def bring_back() -> int:
    """Whom no assistant answers is left to none, whichever way they came there; returns how many were."""
    open_ = Exchange.objects.filter(pk=OuterRef("pk"), state__in=[State.ANSWERING, State.PARKED])
    trapped = Conversation.objects.filter(~Exists(open_), place=Place.ASSISTANT)
    return _each(trapped, partial(move, to=Place.INBOX, by=SYSTEM))


def _of(exchanges: QuerySet[Exchange]) -> QuerySet[Conversation]:
    return Conversation.objects.filter(exchange__in=exchanges)


def _each(found: QuerySet[Conversation], do: Callable[[Conversation], bool]) -> int:
    """Each in its own transaction; one that cannot be keeps no other from it, and an admin sees why."""
    done = last = 0
    while some := list(found.filter(pk__gt=last).order_by("pk")[:MOST_AT_ONCE]):
        done += sum(done_or_noted("assistant", f"dialogue {one.pk}", partial(do, one)) for one in some)
        last = some[-1].pk
    return done

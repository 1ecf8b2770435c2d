"""Before something leaves for many: whom it reaches and whom not; then in waves that can be stopped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from handrail.conversations.models import Conversation, Place
from handrail.core.actors import Actor
from handrail.playbooks.models import Bulk, BulkItem, BulkState, ItemState
from handrail.playbooks.steps import STEPS, Run, StepRefused

FIRST_WAVE, WAVE = 20, 200  # the first is small: who sees in it what is wrong can stop the rest
BETWEEN = timedelta(minutes=1)
_CHECKED_AT_ONCE = 50
_ways_out: list[Callable[[Any], bool]] = []


def register_way_out(can_leave: Callable[[Any], bool]) -> None:
    """Name the function of a higher floor that knows whether a mail could leave a conversation's mailbox."""
    _ways_out[:] = [can_leave]


def run_of(bulk: Bulk, conversation: Any, by: Actor | None = None, at: datetime | None = None) -> Run:
    """One conversation's turn: what is said is what was chosen, whatever a saved reply says by now."""
    return Run(conversation, bulk.agent, by or bulk.agent.as_actor(), at or timezone.now(), kept=bulk.kept)


def is_sending(bulk: Bulk) -> bool:
    """Whether something leaves the house: nothing of it can be taken back."""
    return any(key in STEPS and STEPS[key].sends for key, _value in bulk.steps)


def is_due(bulk: Bulk) -> bool:
    """Whether more may leave now."""
    return bulk.next_wave_at is None or bulk.next_wave_at <= timezone.now()


def count_out(bulk: Bulk, over: int) -> bool:
    """So many of the wave are over. False when that was its last: the next one has its time."""
    Bulk.objects.filter(pk=bulk.pk).update(wave_left=F("wave_left") - over)
    bulk.refresh_from_db(fields=["wave_left"])
    if bulk.wave_left > 0:
        return True
    at = timezone.now() + BETWEEN
    Bulk.objects.filter(pk=bulk.pk).update(wave_left=WAVE, next_wave_at=at)
    return False


def next_wave(key: int) -> datetime | None:
    """When more of it leaves; None when it is over or stopped."""
    running = Bulk.objects.filter(pk=key, state=BulkState.RUNNING)
    return running.values_list("next_wave_at", flat=True).first()


def check(key: int) -> None:
    """Find out whom it would reach, some at a time; then it waits for a person's word."""
    while (bulk := _checking(key)) is not None:
        with override(bulk.agent.language or settings.LANGUAGE_CODE), transaction.atomic():
            items = list(_unchecked(bulk).select_for_update()[:_CHECKED_AT_ONCE])
            _check(bulk, items)


def _checking(key: int) -> Bulk | None:
    bulk = Bulk.objects.filter(pk=key, state=BulkState.CHECKING).select_related("agent").first()
    if bulk is None or _unchecked(bulk).exists():
        return bulk
    Bulk.objects.filter(pk=key, state=BulkState.CHECKING).update(state=BulkState.READY)
    return None


def _unchecked(bulk: Bulk) -> Any:
    return bulk.items.filter(state=ItemState.NEW).order_by("pk")


def _check(bulk: Bulk, items: list[BulkItem]) -> None:
    keys = [item.conversation_id for item in items]
    seen = Conversation.objects.visible_to(bulk.agent).select_related("customer", "mailbox").in_bulk(keys)
    for item in items:
        if why := _why_not(bulk, seen.get(item.conversation_id)):
            item.skip(why)
        else:
            item.state = ItemState.TODO
    BulkItem.objects.bulk_update(items, ["state", "why"])
    skipped = sum(item.state == ItemState.SKIPPED for item in items)
    counts = Bulk.objects.filter(pk=bulk.pk)
    counts.update(checked=F("checked") + len(items), skipped=F("skipped") + skipped)


def _why_not(bulk: Bulk, conversation: Conversation | None) -> str:
    """Why nothing would be sent here; empty when it would."""
    if conversation is None:
        return _("You do not see it any more.")
    if why := nothing_leaves(conversation):
        return why
    run = run_of(bulk, conversation)
    try:
        for key, value in bulk.steps:
            if what_leaves := STEPS[key].what_leaves:
                what_leaves(run, value)
    except StepRefused as problem:
        return str(problem)
    return ""


def nothing_leaves(conversation: Conversation) -> str:
    """Why nothing can leave from where it lies; empty when something can."""
    if conversation.place != Place.INBOX:
        return _("It lies in spam or in the trash, or is part of another.")
    if not all(can_leave(conversation) for can_leave in _ways_out):
        return _("Its mailbox cannot send yet.")
    return ""

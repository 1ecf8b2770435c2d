"""What an agent does with a bulk change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation, Place
from handrail.playbooks.bulks.running import run
from handrail.playbooks.bulks.waves import FIRST_WAVE, is_sending
from handrail.playbooks.models import Bulk, BulkItem, BulkState, ItemState
from handrail.playbooks.steps import STEPS, Asked, StepRefused, keep_for

AT_ONCE = 50  # as many are changed while the agent waits, and sent to without typing their count
ROUNDS_WAITING = 5  # tries, 0.2 s apart, while the agent waits
MOST_RUNNING = 3  # of one agent at a time
_TAKE_IN = """
    INSERT INTO playbooks_bulkitem (bulk_id, conversation_id, state, why)
    SELECT %s, chosen.id, %s, '' FROM ({chosen}) AS chosen (id) ORDER BY chosen.id DESC
"""
_TAKE_BACK = """
    INSERT INTO playbooks_bulkitem (bulk_id, conversation_id, state, why, before, after)
    SELECT %s, conversation_id, 'todo', '', before, after FROM playbooks_bulkitem
    WHERE bulk_id = %s AND state = 'done' AND before <> '{}'::jsonb ORDER BY id
"""


class BulkRefused(ValueError):
    """It cannot be done now; `why` is a key for the page's sentence: busy, empty, many, state, count."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@transaction.atomic
def choose(steps: Iterable[tuple[str, str]], conversations: Any, *, agent: Agent, source: str = "") -> Bulk:
    """Keep what is to be done, and to which conversations (a query, begun with `visible_to`).

    Nothing happens yet. Raises StepRefused for a step that cannot be, BulkRefused when there is nothing to
    do it to or the agent has too much running.
    """
    checked = [[key, _checked(key, value, agent)] for key, value in steps]
    bulk = Bulk.objects.create(agent=agent, steps=checked, kept=keep_for(checked), source=source[:200])
    state = ItemState.NEW if is_sending(bulk) else ItemState.TODO
    try:
        whole = conversations.exclude(place__in=(Place.MERGED, Place.SIDE))  # no parts of others
        sql, values = whole.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # Django knows without asking: an agent without mailboxes
        raise BulkRefused("empty") from None
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_IN.format(chosen=sql), [bulk.pk, state, *values])
        bulk.total = cursor.rowcount
    bulk.state = BulkState.CHECKING if is_sending(bulk) else BulkState.READY
    bulk.save(update_fields=["total", "state"])
    if not bulk.total:
        raise BulkRefused("empty")
    if is_sending(bulk):
        _later(bulk)
    return bulk


def _checked(key: str, value: str, agent: Agent) -> str:
    if key not in STEPS:
        raise StepRefused(key)
    return STEPS[key].check(value, Asked(agent, is_team=False))


def begin(bulk: Bulk, *, count: int | None = None) -> Bulk:
    """Do it: what is small at once, the rest in the background. Raises BulkRefused.

    What sends to more than AT_ONCE wants their `count` to be typed.
    """
    if bulk.state != BulkState.READY:
        raise BulkRefused("state")
    if is_sending(bulk) and bulk.left > AT_ONCE and count != bulk.left:
        raise BulkRefused("count")
    if Bulk.objects.filter(agent=bulk.agent, state=BulkState.RUNNING).count() >= MOST_RUNNING:
        raise BulkRefused("busy")
    return _go(bulk, BulkState.READY, wave_left=FIRST_WAVE)


def resume(bulk: Bulk) -> Bulk:
    """Go on with what was stopped. Raises BulkRefused."""
    return _go(bulk, BulkState.STOPPED)


def stop(bulk: Bulk) -> Bulk:
    """Leave the rest as it is; what was done stays done. Nothing happens to one that is over."""
    Bulk.objects.filter(pk=bulk.pk, state=BulkState.RUNNING).update(state=BulkState.STOPPED)
    bulk.refresh_from_db()
    return bulk


def forget(bulk: Bulk) -> None:
    """Throw away what has not begun. Raises BulkRefused."""
    deleted, _kinds = Bulk.objects.filter(
        pk=bulk.pk, state__in=[BulkState.READY, BulkState.CHECKING]
    ).delete()
    if not deleted:
        raise BulkRefused("state")


@transaction.atomic
def take_back(bulk: Bulk) -> Bulk:
    """Put back what it changed, but for what has changed since: a bulk change of its own. BulkRefused."""
    locked = Bulk.objects.select_for_update().get(pk=bulk.pk)
    if locked.state not in (BulkState.DONE, BulkState.STOPPED) or not may_take_back(locked):
        raise BulkRefused("state")
    back = Bulk.objects.create(agent=bulk.agent, steps=bulk.steps, source=bulk.source, undoes=bulk)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_BACK, [back.pk, bulk.pk])
        back.total = cursor.rowcount
    back.save(update_fields=["total"])
    return _go(back, BulkState.READY)


def may_take_back(bulk: Bulk) -> bool:
    """Whether there is something to take back, and nobody has done so."""
    if bulk.undoes_id or not bulk.done or is_sending(bulk):
        return False
    return not Bulk.objects.filter(undoes=bulk).exists()


def chosen_by_number(numbers: Iterable[int], agent: Agent) -> Any:
    """Those of these conversations that the agent sees."""
    return Conversation.objects.visible_to(agent).filter(number__in=list(numbers))


def _go(bulk: Bulk, since: BulkState, **wave: int) -> Bulk:
    """Let it run; of two who say so at once one is refused."""
    running = Bulk.objects.filter(pk=bulk.pk, state=since)
    if not running.update(state=BulkState.RUNNING, finished_at=None, **wave):
        raise BulkRefused("state")
    if bulk.total <= AT_ONCE and not is_sending(bulk):
        try:
            run(bulk.pk, rounds=ROUNDS_WAITING)
        except TimeoutError:  # somebody holds some of them for long
            _later(bulk)
    else:
        _later(bulk)
    bulk.refresh_from_db()
    return bulk


def _later(bulk: Bulk) -> None:
    from handrail.playbooks import tasks

    tasks.run_bulk.defer(bulk=bulk.pk)


def forget_old(days: int = 30) -> int:
    """Delete what was over so many days ago, with what could be taken back by it; how many."""
    over = Bulk.objects.exclude(state=BulkState.RUNNING)
    old = over.filter(created_at__lt=timezone.now() - timedelta(days=days))
    keys = list(old.values_list("pk", flat=True)[:100])
    BulkItem.objects.filter(bulk__in=keys)._raw_delete("default")
    Bulk.objects.filter(pk__in=keys).delete()
    return len(keys)

"""The glue of verbs: one transaction, one lock, one job and one NOTIFY for what was recorded."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Concatenate, ParamSpec, TypeVar

from django.db import connection, models, transaction

from handrail.core.gathering import gathered, gathering
from handrail.core.models import Lockable
from handrail.core.statements import Statement

M = TypeVar("M", bound=models.Model)
P = ParamSpec("P")
R = TypeVar("R")

CHANNEL = "handrail"
ALL_NAMED_BELOW = 100  # a NOTIFY holds 8,000 bytes: of more entries only the first hundred are named


@dataclass
class Work:
    """What the outermost verb has recorded so far."""

    entries: list[tuple[int, str]] = field(default_factory=list)
    touched: dict[int, dict[str, object]] = field(default_factory=dict)
    locked: list[models.Model] = field(default_factory=list)
    before: list[dict[str, object]] = field(default_factory=list)
    most_told: int | None = None  # conversations that open pages are told of; None: all
    held: set[int] = field(default_factory=set)

    def hold(self, obj: models.Model, *, before: dict[str, object] | None = None) -> None:
        """This very object is locked and fresh, or was made just now: verbs inside need not lock it.

        `before` are its values when it was locked; nothing for one that was made just now.
        """
        self.locked.append(obj)
        self.held.add(id(obj))  # `locked` keeps it alive
        self.before.append(before or {})

    def holds(self, obj: models.Model) -> bool:
        """Whether a verb of this unit has locked this object before."""
        return id(obj) in self.held

    def add(
        self,
        entry: int,
        kind: str,
        conversation: int,
        number: int,
        mailbox: int,
        *,
        team: int | None = None,
        left: int | None = None,
        restricted: bool = False,
    ) -> None:
        """Remember an entry for the job and the NOTIFY of this verb.

        Whoever saw the conversation before or sees it after hears of it: `teams` are those it has and those
        it `left`, and it is `restricted` only if it was so from the first entry to the last.
        """
        self.entries.append((entry, kind))
        hint = self.touched.setdefault(
            conversation,
            {"conversation": conversation, "number": number, "mailbox": mailbox, "entries": [], "teams": []},
        )
        hint["mailbox"] = mailbox
        hint["restricted"] = restricted and hint.get("restricted", True)
        teams = hint["teams"]
        if isinstance(teams, list):
            teams += [one for one in (team, left) if one is not None and one not in teams]
        entries = hint["entries"]
        if isinstance(entries, list) and len(entries) < ALL_NAMED_BELOW:
            entries.append([entry, kind])


_work: ContextVar[Work | None] = ContextVar("work", default=None)
_outbox: list[Callable[[list[tuple[int, str]]], None]] = []
_settlers: list[Callable[[Work], None]] = []


def register_outbox(defer: Callable[[list[tuple[int, str]]], None]) -> None:
    """Name the function that queues one job for the entries of one verb call."""
    _outbox[:] = [defer]


def register_settler(settle: Callable[[Work], None]) -> None:
    """Name a function of a higher floor that writes what follows from the state, at the end of each unit.

    It runs once, in the transaction, when the outermost verb is done and before anything leaves.
    """
    if settle not in _settlers:
        _settlers.append(settle)


def current_work() -> Work:
    """The unit of work of the running verb; raises RuntimeError outside of one."""
    work = _work.get()
    if work is None:
        raise RuntimeError("Only a verb may record: call this from a function marked with @verb.")
    return work


def verb(func: Callable[Concatenate[M, P], R]) -> Callable[Concatenate[M, P], R]:
    """Run `func` in one transaction with its first argument locked and fresh.

    Whatever it (and the verbs it calls) records becomes visible together with
    one queued job and one NOTIFY per conversation, or not at all.
    """

    @functools.wraps(func)
    def run(obj: M, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with together():
            lock(obj)
            return func(obj, *args, **kwargs)

    return run


@contextmanager
def together(*, gathers: bool = False) -> Iterator[Work]:
    """One unit of work: the verbs called inside become visible together, with one job, or not at all.

    Inside another unit (a verb inside a verb) it joins that one and opens no savepoint: it succeeds or
    fails with it. One that `gathers` writes in the end, in few statements (`core.gathering`), for the same
    act on many rows; a verb in it that is refused has written nothing, and the others go on.
    """
    outer = _work.get()
    if outer is not None:
        with nullcontext() if gathered() else transaction.atomic(savepoint=False):
            yield outer
        return
    work = Work()
    token = _work.set(work)
    try:
        with transaction.atomic(), gathering() if gathers else nullcontext() as waits:
            yield work
            if waits:
                waits.write()  # what follows from the state is read from the tables
            for settle in _settlers:
                settle(work)
            if waits:
                waits.write()
            _send(work)
    finally:
        _work.reset(token)


def lock(obj: models.Model) -> None:
    """Lock and refresh one more object for the running verb; DoesNotExist when it is gone."""
    work = current_work()
    if isinstance(obj, Lockable) and obj.pk is not None and not work.holds(obj):
        found = _locking(type(obj)).objects(obj.pk)
        if not found:
            raise type(obj).DoesNotExist
        _refresh(obj, found[0])
        work.hold(obj, before=dict(vars(obj)))


@lru_cache
def _locking(model: type[models.Model]) -> Statement:
    return Statement(lambda key: model._base_manager.select_for_update().filter(pk=key))


def _refresh(obj: models.Model, fresh: models.Model) -> None:
    """Give `obj` the values of `fresh`. What it knows of other rows it keeps while it still points there."""
    for each in obj._meta.concrete_fields:
        now = getattr(fresh, each.attname)
        if (
            isinstance(each, models.ForeignKey)
            and obj.__dict__.get(each.attname) != now
            and each.is_cached(obj)
        ):
            each.delete_cached_value(obj)
        setattr(obj, each.attname, now)
    obj.__dict__.pop("_prefetched_objects_cache", None)


def _send(work: Work) -> None:
    if not work.entries:
        return
    for defer in _outbox:
        defer(work.entries)
    if work.most_told == 0:
        return
    hints = [json.dumps(hint, separators=(",", ":")) for hint in [*work.touched.values()][: work.most_told]]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, hint) FROM unnest(%s::text[]) AS hint", [CHANNEL, hints])

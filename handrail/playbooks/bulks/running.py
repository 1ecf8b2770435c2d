"""Go through a bulk change, a portion at a time; each portion is one commit, and can be the last.

What gathers (`Step.gathers`) is done to many in few statements, by the verbs that one alone would have. What
does not, such as sending, is done to one after the other. A conversation that somebody works on is left for
later rather than waited for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from handrail.accounts.models import Agent
from handrail.accounts.permissions import NotAllowed
from handrail.conversations.events import Assigned
from handrail.conversations.models import Conversation, Place
from handrail.conversations.verbs.undoing import UndoRefused, changed, facts_in, undo
from handrail.core.gathering import Gathered, gathered
from handrail.core.jobs import note_failure
from handrail.core.kept_saves import update
from handrail.core.rests import Rests
from handrail.core.verbs import Work, together
from handrail.playbooks.bulks.waves import count_out, is_due, is_sending, nothing_leaves, run_of
from handrail.playbooks.models import Bulk, BulkItem, BulkState, ItemState
from handrail.playbooks.steps import STEPS, StepRefused

PORTION = 200
UNTIL_REST = 20  # conversations: a few milliseconds, less than a page takes
REST = 0.25  # of the processor time that was taken
MOST_TOLD = 12  # hints for a portion: from eleven on, open pages ask for their list once
QUIET_ABOVE = 50  # who is given more than these is told of the first alone
ROUNDS_WITHOUT = 50  # tries, 0.2 s apart, for conversations that others hold
But = tuple[str, ...] | None
REFUSALS = (StepRefused, NotAllowed, UndoRefused)


def run(key: int, *, rounds: int = ROUNDS_WITHOUT) -> None:
    """Go on until nothing is left, it is stopped, or the next wave has its time.

    Raises TimeoutError when others hold all that is left; a retry of the job goes on where it was.
    """
    waited = 0
    while (bulk := _running(key)) is not None and is_due(bulk):
        over = _portion(bulk)
        if is_sending(bulk) and not count_out(bulk, over):
            continue
        waited = 0 if over else waited + 1
        if waited > rounds:
            raise TimeoutError("Some conversations are held by others.")
        if not over:
            time.sleep(0.2)


def _running(key: int) -> Bulk | None:
    """The bulk change, if there is more of it to do."""
    bulk = Bulk.objects.filter(pk=key, state=BulkState.RUNNING).select_related("agent").first()
    if bulk is None or bulk.items.filter(state=ItemState.TODO).exists():
        return bulk
    over = Bulk.objects.filter(pk=key, state=BulkState.RUNNING)
    over.update(state=BulkState.DONE, finished_at=timezone.now())
    return None


def _portion(bulk: Bulk) -> int:
    """Some of it, in the words of who began it: how many are over."""
    with override(bulk.agent.language or settings.LANGUAGE_CODE):
        if gathers(bulk):
            try:
                return _many(bulk)
            except (OperationalError, InterfaceError, TimeoutError):
                raise
            except Exception:  # noqa: S110 - one of them; which, and why, is found one by one
                pass
        return _one(bulk)


def gathers(bulk: Bulk) -> bool:
    """Whether it can be done to many in few statements."""
    return all(key in STEPS and STEPS[key].gathers is not None for key, _value in bulk.steps)


def _related(bulk: Bulk) -> set[str]:
    """What its steps, or taking them back, read beside the conversations: asked once for a portion."""
    return {name for key, _value in bulk.steps for name in STEPS[key].gathers or ()}


def _many(bulk: Bulk) -> int:
    rests = Rests(REST if bulk.total > QUIET_ABOVE else 0)
    with together(gathers=True) as work:
        items = _items(bulk, PORTION)
        work.most_told = MOST_TOLD if bulk.total > QUIET_ABOVE else None
        act, but, over = _act_of(bulk), _unchanged(bulk), []
        locked = _locked(bulk, items, work)
        for count, item in enumerate(items, start=1):
            conversation = locked.get(item.conversation_id)
            if conversation is not None:
                _try(item, conversation, act, work, but)
                over.append(item)
            if count % UNTIL_REST == 0:
                rests.take()
        over += _unseen(bulk.agent, [item for item in items if item.conversation_id not in locked])
        _keep(bulk, over)
        if bulk.total > QUIET_ABOVE:
            _tell_of_first(bulk, work)
    rests.take()
    return len(over)


def _one(bulk: Bulk) -> int:
    """The next one, in a unit of its own: refused or broken, it is skipped, and leaves nothing half done."""
    why, items = "", list[BulkItem]()
    try:
        with together() as work:
            items = _items(bulk, 1)
            locked = _locked(bulk, items, work)
            for item in items:
                if item.conversation_id not in locked:
                    over = _unseen(bulk.agent, [item])
                else:
                    _act_and_note(item, locked[item.conversation_id], _act_of(bulk), work, _unchanged(bulk))
                    over = [item]
                _keep(bulk, over)
                return len(over)
            return 0
    except REFUSALS as problem:
        why = why_of(problem)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        note_failure("bulk change", str(bulk.pk), error)
        why = _("It failed. Owners and leads see why under Settings, Health.")
    return _give_up(bulk, items, why)


def _give_up(bulk: Bulk, tried: list[BulkItem], why: str) -> int:
    """Skip what was tried, unless another runner has taken it up meanwhile."""
    with together():
        items = _items(bulk, 1, within=tried)
        for item in items:
            item.skip(why)
        _keep(bulk, items)
        return len(items)


def _items(bulk: Bulk, most: int, within: list[BulkItem] | None = None) -> list[BulkItem]:
    """The next ones, in the hands of this runner alone; `within` these."""
    free = bulk.items.filter(state=ItemState.TODO).order_by("pk")
    if within is not None:
        free = free.filter(pk__in=[item.pk for item in within])
    return list(free.select_for_update(skip_locked=True, of=("self",))[:most])


def _unchanged(bulk: Bulk) -> But:
    """Facts that it cannot change; None when it takes back: nobody takes that back, so nothing is kept."""
    if bulk.undoes_id:
        return None
    may_tag = not gathers(bulk) or "tags" in _related(bulk)
    return () if may_tag else ("tags",)


def _locked(bulk: Bulk, items: Iterable[BulkItem], work: Work) -> dict[int, Conversation]:
    """Those that the agent sees and nobody works on, locked and fresh."""
    keys = [item.conversation_id for item in items]
    rows = Conversation.objects.visible_to(bulk.agent).filter(pk__in=keys)
    rows = rows.prefetch_related(*_related(bulk)) if gathers(bulk) else rows  # few objects, shared by all
    found = {one.pk: one for one in rows.select_for_update(skip_locked=True).order_by("pk")}
    for one in found.values():
        work.hold(one, before=dict(vars(one)))
    return found


def _unseen(agent: Agent, items: list[BulkItem]) -> list[BulkItem]:
    """Skip those of the others that the agent does not see, or no longer; the rest is held by somebody."""
    keys = [item.conversation_id for item in items]
    seen = set(Conversation.objects.visible_to(agent).filter(pk__in=keys).values_list("pk", flat=True))
    gone = [item for item in items if item.conversation_id not in seen]
    for item in gone:
        item.skip(_("You do not see it any more."))
    return gone


Act = Callable[[BulkItem, Conversation], None]


def _act_of(bulk: Bulk) -> Act:
    by, now = bulk.agent.as_actor(reason=_reason(bulk)), timezone.now()

    def put_back(item: BulkItem, conversation: Conversation) -> None:
        undo(conversation, before=item.before or {}, after=item.after or {}, by=by)

    def do(_item: BulkItem, conversation: Conversation) -> None:
        if conversation.place in (Place.MERGED, Place.SIDE):
            raise StepRefused(_("It is part of another conversation."))
        if is_sending(bulk) and (why := nothing_leaves(conversation)):
            raise StepRefused(why)
        steps = run_of(bulk, conversation, by, now)
        for key, value in bulk.steps:
            STEPS[key].run(steps, value)

    return put_back if bulk.undoes_id else do


def _try(item: BulkItem, conversation: Conversation, act: Act, work: Work, but: But) -> None:
    """Do it among many: what is refused is as if it had not been tried."""
    waits, entries = _waiting(), len(work.entries)
    mark = waits.mark(conversation)
    try:
        _act_and_note(item, conversation, act, work, but)
    except REFUSALS as problem:
        waits.back_to(mark)
        del work.entries[entries:]
        item.skip(why_of(problem))


def _act_and_note(item: BulkItem, conversation: Conversation, act: Act, work: Work, but: But) -> None:
    """Do it, and keep what it has changed; `but` are facts that it cannot change, or None to keep nothing."""
    before, entries = {} if but is None else facts_in(conversation, but=but), len(work.entries)
    act(item, conversation)
    if len(work.entries) == entries:
        item.skip(_("Nothing had to change."))
        return
    item.state = ItemState.DONE
    if but is not None:
        item.before, item.after = changed(before, facts_in(conversation, but=but))


def why_of(problem: Exception) -> str:
    """Why one was skipped, as a sentence."""
    if isinstance(problem, UndoRefused):
        return _("Somebody has changed it since.")
    return str(problem)


def _keep(bulk: Bulk, over: list[BulkItem]) -> None:
    """Write down what came of them, and count."""
    for item in over:
        update(item, "state", "why", *(() if bulk.undoes_id else ("before", "after")))
    done = sum(item.state == ItemState.DONE for item in over)
    counts = Bulk.objects.filter(pk=bulk.pk)
    counts.update(done=F("done") + done, skipped=F("skipped") + len(over) - done)


def _tell_of_first(bulk: Bulk, work: Work) -> None:
    """Who is given thousands hears of the first of them."""
    given = [entry for entry in work.entries if entry[1] == Assigned.kind]
    first = given[:1] if not bulk.done else []
    work.entries[:] = [entry for entry in work.entries if entry[1] != Assigned.kind] + first


def _reason(bulk: Bulk) -> str:
    if bulk.undoes_id:
        return _("taking back a bulk change")
    others = bulk.total - 1
    if not others:
        return ""
    return ngettext("with %(num)s other", "with %(num)s others", others) % {"num": others}


def _waiting() -> Gathered:
    waits = gathered()
    if waits is None:
        raise RuntimeError("Only where writes are gathered.")
    return waits

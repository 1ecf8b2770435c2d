"""Who of those who take chats, or are in one, has a page of Handrail open. Only how it is now is known.

The evidence is the page itself: as often as the server beats on its line, it says that it is there. A closed
window, a machine that sleeps and a tab that the browser has frozen say nothing, whatever a proxy in between
still believes. What was said holds for `STAYS`, in one column of the agent's seat that is written over, and
emptied by whichever web process looks first; so nobody can read there when somebody left.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now

from handrail.channels.chat.limits import PAUSE, STAYS
from handrail.channels.chat.models import Chat, ChatState, Seat
from handrail.core import live
from handrail.core.remembered import forget_remembered

# Rows that somebody holds are passed over: their page speaks right now, or another process lets them go.
_LET_GO = """
UPDATE chat_seat SET here_until = NULL WHERE agent_id IN (
  SELECT agent_id FROM chat_seat WHERE here_until < clock_timestamp() ORDER BY agent_id FOR UPDATE SKIP LOCKED
) RETURNING agent_id
"""


IS_HERE = Q(here_until__isnull=False)  # of a seat


def is_here() -> QuerySet[Seat]:
    """The seats of those who have a page open; they stay for a moment when it is loaded anew."""
    return Seat.objects.filter(IS_HERE)


def stay(agent: int) -> bool:
    """A page of the agent's says that it is open; True when none was, so that they are back.

    Visitors whom they had left are told.
    """
    is_alone = not connection.in_atomic_block
    with transaction.atomic():
        if is_alone:  # losing it would do no harm; what a verb does besides must not be lost
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit = off")
        if is_here().filter(pk=agent).update(here_until=until()):
            return False
        Seat.objects.update_or_create(agent_id=agent, defaults={"here_until": until()})
        wake_chats_of([agent])
    forget_remembered()
    return True


def expect(agent: int) -> None:
    """A chat was given to the agent: who takes no chats has a moment to open a page of theirs."""
    if not Seat.objects.filter(pk=agent, takes_chats=True).exists():
        Seat.objects.update_or_create(agent_id=agent, defaults={"here_until": until()})


def until() -> CombinedExpression:
    """How long it holds what a page says now, by the database's clock."""
    return Now() + STAYS


def let_go() -> int:
    """Whose pages have all been silent for too long is here no more; returns how many that are.

    Their visitors learn it, and what those have asked meanwhile rings at others.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LET_GO)
        gone = [agent for (agent,) in cursor.fetchall()]
        if gone:
            wake_chats_of(gone)
            _ring_soon()
    return len(gone)


def left() -> QuerySet[Chat]:
    """Chats that go on, though no page of whoever is in them is open."""
    here = is_here().filter(pk=OuterRef("conversation__assignee"))
    talking = Chat.objects.filter(state=ChatState.TALKING, conversation__assignee__isnull=False)
    return talking.exclude(Exists(here))


def wake_chats_of(agents: list[int]) -> None:
    """Let the visitors who talk to these look at how their chat stands."""
    from handrail.channels.chat.telling import wake  # which rings, which sits

    talking = Chat.objects.filter(state=ChatState.TALKING, conversation__assignee__in=agents)
    wake(talking.values_list("pk", flat=True))


def _ring_soon() -> None:
    from handrail.channels.chat.tasks import ring_on

    ring_on.defer()


def install() -> None:
    """Look regularly, from web processes alone: while none answers, no page can say that it is open."""
    live.hub.rounds.add("chat", live.Round(let_go, PAUSE.total_seconds(), STAYS.total_seconds()))

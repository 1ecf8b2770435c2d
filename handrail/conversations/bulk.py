"""One change to many conversations in the background: some at a time, each with its entry.

A batch is one commit and one job for who listens, and no page is told of it: thousands of hints would stop
everybody's work. Conversations that somebody works on are left to the next round instead of waited for, so
that a job never holds some while it waits for others.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from handrail.conversations.models import Conversation
from handrail.core.verbs import together

BATCH = 100
ROUNDS_WITHOUT = 50  # tries, 0.2 s apart, for those that others hold


def in_batches(rows: Any, act: Callable[[Conversation], None]) -> int:
    """Call `act` on every conversation of a query, which must no longer find it afterwards; how many.

    Raises TimeoutError when some stay locked by others; a retry of the job goes on where it was.
    """
    done = waited = 0
    while rows.exists():
        with together() as work:
            work.most_told = 0
            found = list(rows.order_by("pk").select_for_update(skip_locked=True, of=("self",))[:BATCH])
            for conversation in found:
                work.hold(conversation)
                act(conversation)
        done += len(found)
        waited = 0 if found else waited + 1
        if waited > ROUNDS_WITHOUT:
            raise TimeoutError("Some conversations are held by others.")
        if not found:
            time.sleep(0.2)
    return done

"""The process that knows meanings: asleep and small until somebody asks."""

from __future__ import annotations

import select
import sys
from functools import partial

from handrail.helpcenter.meaning.serving import listening, serve
from handrail.ops.up.forks import fork_and_wait


def serve_when_asked() -> None:
    """Wait for a question, let a child load the model and answer, wait again when the child has ended.

    The memory of the model goes with the child; what is asked meanwhile waits in the queue of the socket.
    """
    with listening() as ours:
        while True:
            select.select([ours], [], [])
            if not fork_and_wait(partial(serve, ours)):
                sys.exit(1)  # the supervisor starts us again, later each time

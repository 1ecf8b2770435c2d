"""Jobs of this room; each calls one function."""

from __future__ import annotations

from procrastinate.contrib.django import app

from handrail.core.jobs import RETRY, SOMEBODY_WAITS


@app.task(retry=RETRY, priority=SOMEBODY_WAITS)
def ring_on() -> None:
    """Let the chats go on to the next whose time at one agent is over."""
    from handrail.channels.chat.ringing import ring_due

    ring_due()


@app.periodic(cron="* * * * * */15")  # when a job of its own was late, or clocks differ
@app.task(queueing_lock="ring_chats", pass_context=False, priority=SOMEBODY_WAITS)
def ring_chats(timestamp: int) -> None:
    """The same, whatever became of the jobs that were to do it."""
    from handrail.channels.chat.ringing import ring_due

    ring_due()

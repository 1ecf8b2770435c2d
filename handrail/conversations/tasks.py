"""Jobs of this room; each calls one function."""

from __future__ import annotations

from procrastinate.contrib.django import app

from handrail.core.jobs import RETRY, SOMEBODY_WAITS


@app.task(retry=RETRY, priority=SOMEBODY_WAITS)
def hear(entries: list[int]) -> None:
    """Tell the receivers what a verb recorded."""
    from handrail.conversations.outbox import deliver

    deliver(entries)


@app.task(retry=RETRY)
def hear_one(entry: int, receiver: str) -> None:
    """Tell one receiver again."""
    from handrail.conversations.outbox import deliver_one

    deliver_one(entry, receiver)


@app.periodic(cron="* * * * * */15")  # the seconds stand last
@app.task(queueing_lock="wake_snoozed", pass_context=False)
def wake_snoozed(timestamp: int) -> None:
    """Wake the conversations whose time has come."""
    from handrail.conversations.verbs.snoozing import wake_due

    wake_due()


@app.periodic(cron="23 2 * * *")
@app.task(queueing_lock="apply_retention", pass_context=False)
def apply_retention(timestamp: int) -> None:
    """Erase what the rules say has been kept long enough."""
    from handrail.conversations.retention import apply_rules

    apply_rules()

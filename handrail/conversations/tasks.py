"""Jobs of this room; each calls one function."""

from __future__ import annotations

from procrastinate.contrib.django import app

from handrail.core.jobs import NOBODY_WAITS, RETRY, SOMEBODY_WAITS


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


@app.task(retry=RETRY)
def hand_over(leaver: int, to: int | None, by: int | None) -> None:
    """Give the work of somebody who has left to a colleague, or to nobody."""
    from handrail.accounts.models import Agent
    from handrail.conversations import verbs
    from handrail.core.actors import SYSTEM

    admin = Agent.objects.filter(pk=by or 0).first()
    colleague = Agent.objects.filter(pk=to or 0, is_active=True).first()
    verbs.hand_over(leaver, to=colleague, by=admin.as_actor() if admin else SYSTEM)


@app.task(retry=RETRY, priority=NOBODY_WAITS, lock="check files")
def check_file(key: str) -> None:
    """Look for secrets in a large text that came; one at a time, as each takes a processor for a while."""
    from handrail.conversations.verbs.checking import check_file as check

    check(key)


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="check_forgotten", pass_context=False)
def check_forgotten(timestamp: int) -> None:
    """Look once more for files that wait to be looked through."""
    from handrail.conversations.verbs.checking import check_forgotten as check

    check()


@app.periodic(cron="* * * * * */15")  # the seconds stand last
@app.task(queueing_lock="wake_snoozed", pass_context=False)
def wake_snoozed(timestamp: int) -> None:
    """Wake the conversations whose time has come."""
    from handrail.conversations.verbs.snoozing import wake_due

    wake_due()


@app.task(retry=RETRY)
def replace_status(status: int) -> None:
    """Move the conversations of a retired status to the one that replaces it."""
    from handrail.conversations.settings.statuses import replace_status

    replace_status(status)


@app.task(retry=RETRY)
def take_tag_away(tag: int, agent: int) -> None:
    """Retag or untag the conversations of a tag that was merged or deleted."""
    from handrail.conversations.settings.tags import take_tag_away

    take_tag_away(tag, agent)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="empty_trash", pass_context=False)
def empty_trash(timestamp: int) -> None:
    """Erase what was in the trash for thirty days, some at a time."""
    from handrail.conversations.verbs.deleting import empty_trash as empty

    empty()


@app.periodic(cron="23 2 * * *")
@app.task(queueing_lock="apply_retention", pass_context=False)
def apply_retention(timestamp: int) -> None:
    """Erase what the rules say has been kept long enough."""
    from handrail.conversations.retention import apply_rules

    apply_rules()

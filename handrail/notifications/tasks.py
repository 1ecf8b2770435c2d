"""Jobs of this room; each calls one function."""

from __future__ import annotations

from procrastinate.contrib.django import app

from handrail.core.jobs import RETRY


@app.task(retry=RETRY)
def push(notification: int) -> None:
    """Push one notification to the agent's devices, if it is still news."""
    from handrail.notifications.push.pushing import push_news

    push_news(notification)


@app.task(retry=RETRY)
def push_one(notification: int, subscription: int) -> None:
    """Push it to one device again."""
    from handrail.notifications.push.pushing import push_to

    push_to(notification, subscription)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="mail_news", pass_context=False)
def mail_news(timestamp: int) -> None:
    """Mail what is due and still news."""
    from handrail.notifications.mailing import mail_due

    mail_due()


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="remind_to_verify", pass_context=False)
def remind_to_verify(timestamp: int) -> None:
    """Tell owners what they have to verify by today."""
    from handrail.notifications.verifying import tell_due

    tell_due()

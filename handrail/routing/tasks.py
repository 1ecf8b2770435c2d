"""Jobs of this room; each calls one function."""

from __future__ import annotations

from procrastinate.contrib.django import app

from handrail.core.jobs import RETRY


@app.task(retry=RETRY)
def renew_dues(mailbox: int, after: int = 0) -> None:
    """Write anew what is due in a mailbox, some conversations at a time."""
    from handrail.routing.renewing import renew_some

    renew_some(mailbox, after)


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="renew_waits", lock="renew_waits", pass_context=False)
def renew_waits(timestamp: int) -> None:
    """Say anew how long a first answer takes."""
    from handrail.routing.waits import renewing

    renewing.renew_waits()

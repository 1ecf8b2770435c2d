"""Jobs of this room; each calls one function."""

from __future__ import annotations

from procrastinate.contrib.django import app

from handrail.core.jobs import RETRY


@app.task(retry=RETRY)
def renew_dues(mailbox: int, after: int = 0) -> None:
    """Write anew what is due in a mailbox, some conversations at a time."""
    from handrail.routing.renewing import renew_some

    renew_some(mailbox, after)

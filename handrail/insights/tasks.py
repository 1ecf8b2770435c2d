"""Jobs of this room; each calls one function."""

from __future__ import annotations

from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="renew_contacts", lock="contacts", pass_context=False)
def renew_contacts(timestamp: int) -> None:
    """Count the contacts in whose conversations something happened."""
    from handrail.insights.renewing import renew

    renew()


@app.periodic(cron="17 2 * * *")
@app.task(queueing_lock="rebuild_contacts", lock="contacts", pass_context=False)
def rebuild_contacts(timestamp: int) -> None:
    """Count all of them anew: what changed without an entry, such as a mailbox in which one practises no
    more.
    """
    from handrail.insights.renewing import rebuild

    rebuild()


@app.task(queueing_lock="rebuild_contacts_now", lock="contacts")
def rebuild_contacts_now() -> None:
    """The same, because somebody asked."""
    from handrail.insights.renewing import rebuild

    rebuild()

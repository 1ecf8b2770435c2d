"""Jobs of this room; each calls one function."""

from __future__ import annotations

from procrastinate.contrib.django import app

from handrail.core.jobs import RETRY


@app.task(retry=RETRY)
def run_bulk(bulk: int) -> None:
    """Check a bulk change, or go on with it; what sends in waves comes back for the next."""
    from handrail.playbooks.bulks.running import run
    from handrail.playbooks.bulks.waves import check, next_wave

    check(bulk)
    run(bulk)
    if at := next_wave(bulk):
        run_bulk.configure(schedule_at=at).defer(bulk=bulk)


@app.periodic(cron="41 3 * * *")
@app.task(queueing_lock="forget_bulks", pass_context=False)
def forget_bulks(timestamp: int) -> None:
    """Forget the bulk changes of a month ago."""
    from handrail.playbooks.bulks.verbs import forget_old

    forget_old()

"""Jobs of this room; each calls one function."""

from __future__ import annotations

from procrastinate.contrib.django import app

from handrail.core.jobs import RETRY


@app.task(retry=RETRY)
def erase(erasure: int) -> None:
    """Erase whom an erasure is about."""
    from handrail.customers.erasing import run_erasure

    run_erasure(erasure)


@app.task(retry=RETRY)
def check_file(file: int) -> None:
    """Look through a file without changing anything."""
    from handrail.customers.importing.running import check

    check(file)


@app.task(retry=RETRY)
def bring_in_file(file: int) -> None:
    """Bring in what a file says."""
    from handrail.customers.importing.running import bring_in

    bring_in(file)


@app.periodic(cron="37 3 * * *")
@app.task(queueing_lock="forget_old_files", pass_context=False)
def forget_old_files(timestamp: int) -> None:
    """Forget files that nobody has brought in for a week."""
    from handrail.customers.importing.running import forget_old

    forget_old()

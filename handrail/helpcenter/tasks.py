"""Jobs of this room; each calls one function."""

from __future__ import annotations

from procrastinate.contrib.django import app


@app.periodic(cron="47 3 * * *")
@app.task(queueing_lock="forget_counts", pass_context=False)
def forget_counts(timestamp: int) -> None:
    """Forget what readers did more than 90 days ago."""
    from handrail.helpcenter.counting.forgetting import forget_old

    forget_old()

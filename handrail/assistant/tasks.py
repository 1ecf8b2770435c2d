"""Jobs of one line."""

from __future__ import annotations

from procrastinate.contrib.django import app


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="forget_writer_calls", pass_context=False)
def forget_writer_calls(timestamp: int) -> None:
    """What was sent to the writer is kept for 30 days."""
    from handrail.assistant.queries import forget_calls

    forget_calls()


@app.periodic(cron="23 3 * * *")
@app.task(queueing_lock="forget_unsent_questions", pass_context=False)
def forget_unsent_questions(timestamp: int) -> None:
    """What was asked before sending, and never sent, is kept for 90 days."""
    from handrail.assistant.beforehand import forget_unsent

    forget_unsent()

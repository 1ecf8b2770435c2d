"""Jobs that keep the queue itself healthy."""

from __future__ import annotations

from procrastinate.contrib.django import app

from handrail.core.jobs import STALLED_AFTER_SECONDS, adopt_failed_jobs, mend_times


@app.periodic(cron="* * * * * */10")  # the seconds stand last
@app.task(queueing_lock="mend_stalled_jobs", pass_context=False)
async def mend_stalled_jobs(timestamp: int) -> None:
    """Queue again what a killed worker had begun, so jobs may run twice; and tell of jobs without a task."""
    await mend_times(app)
    stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS)
    for job in stalled:
        await app.job_manager.retry_job(job)
    await adopt_failed_jobs(app)


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="forget_rates", pass_context=False)
def forget_rates(timestamp: int) -> None:
    """Drop what was counted at the public doors more than two days ago, and which proofs were used then."""
    from handrail.core.abuse.forgetting import forget_old

    forget_old()

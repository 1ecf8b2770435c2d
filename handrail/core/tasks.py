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

"""Jobs of the forms; each calls one function."""

from __future__ import annotations

from procrastinate.contrib.django import app

from handrail.core.jobs import RETRY


@app.task(retry=RETRY)
def read(submission: int) -> None:
    """Read what was sent, if the page that kept it has not done so itself."""
    from handrail.channels.form.intake import process_again

    process_again(submission)

"""Jobs of the mail door; each calls one function."""

from __future__ import annotations

from typing import Any

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from handrail.core.jobs import RETRY, SOMEBODY_WAITS

# 4, 16, 64 s … in all about a day, as RFC 5321 §4.5.4.1 gives a sender.
SENDING = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(retry=SENDING, pass_context=True, priority=SOMEBODY_WAITS)
def send(context: JobContext, entry: int) -> None:
    """Send one reply."""
    from handrail.channels.email.sending.replies import send_reply

    send_reply(entry, is_last_try=context.job.attempts >= (SENDING.max_attempts or 0))


@app.task(retry=RETRY)
def read(mails: list[int]) -> None:
    """Read kept mails, each in its own transaction."""
    from handrail.channels.email.intake import process

    for mail in mails:
        process(mail)


@app.task(retry=RETRY)
def read_new(mailbox: int) -> None:
    """Read what a mailbox has fetched."""
    from handrail.channels.email import arrivals

    arrivals.read_new(mailbox)


@app.task(priority=SOMEBODY_WAITS)
def send_to_agent(subject: str, body: str, to: list[str], reply_to: str = "") -> None:
    """Send a mail to an agent: about their account, or what they are told."""
    from django.core.mail import EmailMessage

    from handrail.channels.email.sending.backend import send_now

    send_now(EmailMessage(subject, body, to=to, reply_to=[reply_to] if reply_to else None))


@app.task(retry=RETRY)
def record_event(esp: str, tries: int, **told: Any) -> None:
    """Note what an e-mail service told of a mail; if that is not known yet, look again a few times."""
    from handrail.channels.email.esp.events import LOOK_AGAIN, Told, record

    if not record(esp, Told(**told)) and tries < len(LOOK_AGAIN):
        later = record_event.configure(schedule_in={"seconds": LOOK_AGAIN[tries]})
        later.defer(esp=esp, tries=tries + 1, **told)


@app.task
def check_connection(connection: int) -> None:
    """Try a mailbox's servers and keep what is wrong where admins see it."""
    from handrail.channels.email.connecting.trying import check

    check(connection)


@app.task(priority=SOMEBODY_WAITS)
def try_round_trip(connection: int) -> None:
    """Send the mailbox a mail and wait for it; the steps are kept where the page looks."""
    from handrail.channels.email.connecting.roundtrip import keep_trial

    keep_trial(connection)


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="time_out_waiting", pass_context=False)
def time_out_waiting(timestamp: int) -> None:
    """Nudge customers who do not answer, and close what they were told would be closed."""
    from handrail.channels.email.sending.nudging import time_out_waiting as time_out

    time_out()


@app.periodic(cron="17 6 * * *")
@app.task(queueing_lock="warn_of_ends", pass_context=False)
def warn_of_ends(timestamp: int) -> None:
    """Tell the owners of client secrets that end soon."""
    from handrail.channels.email.connecting.telling import warn_of_ends as warn

    warn()


@app.task(retry=RETRY, priority=SOMEBODY_WAITS)
def check_domain(mailbox: int) -> None:
    """Ask the domain name system about a mailbox's domain."""
    from handrail.channels.email.connecting.domain_state import check

    check(mailbox)


@app.periodic(cron="41 5 * * *")
@app.task(queueing_lock="check_old_domains", pass_context=False)
def check_old_domains(timestamp: int) -> None:
    """Look again at domains that were looked at a week ago."""
    from handrail.channels.email.connecting.domain_state import ask_old_ones_again

    ask_old_ones_again()

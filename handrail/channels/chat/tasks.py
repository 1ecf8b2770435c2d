"""Jobs of this room; each calls one function."""

from __future__ import annotations

from procrastinate.contrib.django import app

from handrail.core.jobs import RETRY, SOMEBODY_WAITS


@app.task(retry=RETRY, priority=SOMEBODY_WAITS)
def bring_message(entry: int) -> None:
    """Bring a message whose time has come to the visitor."""
    from handrail.channels.chat.door import deliver_now
    from handrail.conversations.models import Entry

    if found := Entry.objects.select_related("conversation__merged_into").filter(pk=entry).first():
        deliver_now(found)


@app.task(retry=RETRY, priority=SOMEBODY_WAITS)
def note_language(entry: int) -> None:
    """Keep the language in which a visitor wrote."""
    from handrail.channels.chat.spoken import look

    look(entry)


@app.task(retry=RETRY)
def look_again(entry: int) -> None:
    """Mail an answer that was not read in the widget."""
    from handrail.channels.chat.door import mail_unread

    mail_unread(entry)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="end_left_alone", pass_context=False)
def end_left_alone(timestamp: int) -> None:
    """End the chats whose visitors have gone."""
    from handrail.channels.chat.verbs import end_left_alone as end

    end()


@app.periodic(cron="23 4 * * *")
@app.task(queueing_lock="drop_unused_files", pass_context=False)
def drop_unused_files(timestamp: int) -> None:
    """Forget files that no message named."""
    from handrail.channels.chat.verbs import drop_unused

    drop_unused()


@app.periodic(cron="29 * * * *")
@app.task(queueing_lock="forget_connections", pass_context=False)
def forget_connections(timestamp: int) -> None:
    """Forget from where chats of more than two days ago began."""
    from handrail.channels.chat.verbs import forget_connections as forget

    forget()


@app.task(retry=RETRY, priority=SOMEBODY_WAITS)
def ring_on() -> None:
    """Let the chats go on to the next whose time at one agent is over."""
    from handrail.channels.chat.ringing import ring_due

    ring_due()


@app.periodic(cron="* * * * * */15")  # when a job of its own was late, or clocks differ
@app.task(queueing_lock="ring_chats", pass_context=False, priority=SOMEBODY_WAITS)
def ring_chats(timestamp: int) -> None:
    """The same, whatever became of the jobs that were to do it."""
    from handrail.channels.chat.ringing import ring_due

    ring_due()


@app.task(priority=SOMEBODY_WAITS)
def push_ring(chat: int, agent: int) -> None:
    """Push a chat that rings to an agent's devices. Not again: by then it rings elsewhere."""
    from handrail.channels.chat import pushing

    pushing.push_ring(chat, agent)

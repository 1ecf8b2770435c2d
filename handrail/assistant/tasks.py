"""Jobs of one line."""

from __future__ import annotations

from procrastinate.contrib.django import app

from handrail.core.jobs import RETRY, SOMEBODY_WAITS


@app.task(priority=SOMEBODY_WAITS)
def look_for_answer(conversation: int) -> None:
    """Answer what a customer asked. What is lost or late the round below finds."""
    from handrail.assistant.dialogue.looking import look

    look(conversation)


@app.task(priority=SOMEBODY_WAITS)
def make_suggestion(conversation: int, agent: int, language: str) -> None:
    """What an agent might answer in a conversation that they look at; what is lost is asked for again."""
    from handrail.accounts.models import Agent
    from handrail.assistant.suggesting import keeping
    from handrail.conversations.models import Conversation

    found = Conversation.objects.filter(pk=conversation).first()
    if found and (looking := Agent.objects.filter(pk=agent).first()):
        keeping.make(found, looking, language)


@app.task(retry=RETRY, priority=SOMEBODY_WAITS)
def hand_over_open() -> None:
    """The kill switch was pulled: whoever is in front of the assistant goes to people."""
    from handrail.assistant.dialogue.rounds import hand_over_all

    hand_over_all()


@app.periodic(cron="* * * * * */10")
@app.task(queueing_lock="watch_dialogues", pass_context=False, priority=SOMEBODY_WAITS)
def watch_dialogues(timestamp: int) -> None:
    """Nobody waits long in front of a silent assistant."""
    from handrail.assistant.dialogue.rounds import watch

    watch()


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="park_dialogues", pass_context=False)
def park_dialogues(timestamp: int) -> None:
    """After a day of silence nobody knows whether an answer helped; whom it cannot answer people get."""
    from handrail.assistant.dialogue.rounds import bring_back, park_silent

    park_silent()
    bring_back()


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


@app.task(pass_context=False)
def run_trial(trial: int) -> None:
    """Ask the test bench; what fails is a failed trial, which a lead begins anew."""
    from handrail.assistant.review.running import failed, run

    try:
        run(trial)
    except Exception:
        failed(trial)
        raise


@app.task(retry=RETRY)
def fill_blocked() -> None:
    """Learn what blocked questions mean."""
    from handrail.assistant.review.blocking import fill_blocked_meanings

    fill_blocked_meanings()


@app.periodic(cron="23 3 * * *")
@app.task(queueing_lock="forget_inserted", pass_context=False)
def forget_inserted_articles(timestamp: int) -> None:
    """What agents inserted, and old trials, are kept for 90 days; what they were suggested for one."""
    from handrail.assistant.inserting import forget_inserted
    from handrail.assistant.review.running import forget_trials
    from handrail.assistant.suggesting import forget_old_suggestions

    forget_inserted()
    forget_old_suggestions()
    forget_trials()

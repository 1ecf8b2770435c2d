"""Jobs of this room; each calls one function."""

from __future__ import annotations

from contextlib import suppress

from procrastinate.contrib.django import app

from handrail.core.jobs import RETRY


@app.periodic(cron="47 3 * * *")
@app.task(queueing_lock="forget_counts", pass_context=False)
def forget_counts(timestamp: int) -> None:
    """Forget what readers did more than 90 days ago."""
    from handrail.helpcenter.counting.forgetting import forget_old

    forget_old()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="publish_scheduled", pass_context=False)
def publish_scheduled(timestamp: int) -> None:
    """Publish the articles whose time has come."""
    from handrail.helpcenter.verbs.scheduling import publish_due

    publish_due()


@app.periodic(cron="11 4 * * *")
@app.task(queueing_lock="check_links", pass_context=False)
def check_links(timestamp: int) -> None:
    """Look for links of articles that lead nowhere."""
    from handrail.helpcenter.checking import check_all

    check_all()


@app.task(retry=RETRY)
def check_links_to(article: int) -> None:
    """Look at the links that lead to an article: it went to the trash, or came back."""
    from handrail.helpcenter.checking import check_links_to as check

    check(article)


@app.periodic(cron="29 3 * * *")
@app.task(queueing_lock="empty_trash_of_articles", pass_context=False)
def empty_trash_of_articles(timestamp: int) -> None:
    """Delete for good what was thrown away thirty days ago."""
    from handrail.helpcenter.verbs.trashing import delete_due

    delete_due()


@app.task(queueing_lock="check_links_now")
def check_links_now() -> None:
    """The same, because somebody asked."""
    from handrail.helpcenter.checking import check_all

    check_all()


@app.task(retry=RETRY)
def fill_meanings() -> None:
    """Ask what published passages mean that nobody has asked about yet."""
    from handrail.helpcenter.meaning.filling import fill_all

    fill_all()


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="fill_meanings_that_wait", pass_context=False)
def fill_meanings_that_wait(timestamp: int) -> None:
    """The same for what no job was queued for, or whose job was given up.

    Where the part `meaning` does not run, the page Health says what waits; the next round tries again.
    """
    from handrail.helpcenter.meaning.asking import MeaningUnknownError
    from handrail.helpcenter.meaning.filling import fill_all

    with suppress(MeaningUnknownError):
        fill_all()


@app.periodic(cron="53 3 * * *")
@app.task(queueing_lock="learn_all_again", pass_context=False)
def learn_all_again(timestamp: int) -> None:
    """Learn again from all phrases, with whatever became of articles in between."""
    from handrail.helpcenter.search.phrases.learning import learn_all_again as again

    again()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="renew_index", pass_context=False)
def renew_index(timestamp: int) -> None:
    """Index again what an older version of Handrail indexed."""
    from handrail.helpcenter.search.renewing import renew

    renew()


@app.task(retry=RETRY)
def draft_by_machine(article: int, language: str) -> None:
    """Let the machine translate an article into a language, as a draft."""
    from handrail.helpcenter.translating.machine.drafting import draft

    draft(article, language)


@app.task
def try_machine(language: str) -> None:
    """Ask the machine that translates for a sentence, so that an admin sees whether it works."""
    from handrail.helpcenter.translating.machine.configuring import try_machine as ask

    ask(language)


@app.task(retry=RETRY)
def index_snippet(snippet: int) -> None:
    """Search knows what articles say that show this snippet."""
    from handrail.helpcenter.verbs.snipping import index_users_of

    index_users_of(snippet)

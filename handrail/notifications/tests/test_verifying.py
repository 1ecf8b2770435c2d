"""Owners are told of articles whose day has come, as they are told of everything else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.helpcenter.models import Article
from handrail.helpcenter.sites import the_site
from handrail.helpcenter.verbs import Words, create_article
from handrail.helpcenter.verbs.placing import verify
from handrail.notifications.mailing import mail_due
from handrail.notifications.models import Choice, Kind, Notification
from handrail.notifications.queries import count_new, news_of
from handrail.notifications.tests.test_mailing import Post, later, post  # noqa: F401  a fixture
from handrail.notifications.verifying import tell_due

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
Write = Callable[..., Article]


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def write(ada: Agent, today: date) -> Write:
    """Ada writes an article and looks after it."""

    def create(title: str = "Opening hours", owner: Agent = ada, until: date = today) -> Article:
        told: dict[str, Any] = {"language": "en", "by": ada, "owner": owner, "verify_by": until}
        return create_article(the_site(), words=Words(title), **told).article

    return create


def titles(agent: Agent) -> list[str | None]:
    return [one.title for one in news_of(agent)]


def test_owners_are_told_once_for_each_day(write: Write, ada: Agent, ben: Agent, today: date) -> None:
    old = write()
    write("Refunds", until=today + timedelta(days=3))
    assert [one.agent for one in tell_due()] == [ada]
    assert tell_due() == []
    assert (titles(ada), titles(ben), count_new(ada)) == (["Opening hours"], [], 1)
    verify(old, until=today + timedelta(days=2), by=ada)
    assert (titles(ada), count_new(ada)) == ([], 0)
    assert [one.article for one in tell_due(at=timezone.now() + timedelta(days=2))] == [old]


def test_who_takes_it_over_is_told_instead(write: Write, ada: Agent, ben: Agent) -> None:
    article = write()
    tell_due()
    Article.objects.filter(pk=article.pk).update(owner=ben)
    assert titles(ada) == []
    tell_due()
    assert titles(ben) == ["Opening hours"]


def test_the_line_leads_to_the_article_and_is_no_news_then(
    write: Write, as_agent: SignIn, ada: Agent, ben: Agent
) -> None:
    article = write()
    (told,) = tell_due()
    browser, address = as_agent(ada), reverse("follow_notification", args=[told.pk])
    assert f'href="{address}" data-kind="verify" data-new' in browser.get("/notifications/").content.decode()
    assert as_agent(ben).get(address).status_code == 404
    assert browser.get(address).headers["Location"] == reverse("article", args=[article.pk])
    assert count_new(ada) == 0
    assert f'href="{address}" data-kind="verify">' in browser.get("/notifications/").content.decode()


def test_it_is_mailed_with_the_rest_to_whom_it_still_concerns(
    write: Write,
    ada: Agent,
    ben: Agent,
    today: date,
    post: Post,  # noqa: F811
) -> None:
    article, done = write(), write("Refunds")
    write("Prices", owner=ben)
    Choice.objects.create(agent=ben, ways={Kind.VERIFY: []})
    tell_due()
    verify(done, until=today + timedelta(days=90), by=ada)
    assert mail_due() == 0  # one may read it in the page first
    assert mail_due(at=later()) == 1
    ((to, subject, text),) = post.mails
    assert to == ada.email
    assert "Opening hours" in subject + text
    assert reverse("follow_notification", args=[Notification.objects.get(article=article).pk]) in text
    assert "Refunds" not in text


def test_while_one_is_away_a_colleague_is_told_too(write: Write, ada: Agent, ben: Agent) -> None:
    back: datetime = timezone.now() + timedelta(days=7)
    Choice.objects.create(agent=ada, away_until=back, substitute=ben)
    write()
    assert {one.agent for one in tell_due()} == {ada, ben}
    assert tell_due() == []
    assert (titles(ada), [one.instead_of for one in news_of(ben)]) == (["Opening hours"], [ada.name])


def test_however_many_are_due_it_is_as_many_statements(write: Write, ada: Agent) -> None:
    counted = []
    for many in (1, 7):
        for number in range(many):
            write(f"Article {number}")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(tell_due()) == many
        counted.append(len(asked))
    assert counted[0] == counted[1]

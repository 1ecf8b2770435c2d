"""Readers of the sample's help center have left numbers that can be believed, and the same each time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model, Sum
from pytest_django import DjangoDbBlocker

from handrail.accounts.models import Agent
from handrail.helpcenter.counting.asking import since
from handrail.helpcenter.counting.keeping import today
from handrail.helpcenter.counting.masking import masked
from handrail.helpcenter.learning import figures, searches
from handrail.helpcenter.models import (
    ClickCount,
    Guide,
    Question,
    ReadBefore,
    ReadCount,
    SearchCount,
    Site,
    StepCount,
    Vote,
)
from handrail.helpcenter.readers import STRANGER
from handrail.helpcenter.search import search
from handrail.helpcenter.sites import the_site
from handrail.ops.sample import load
from handrail.ops.sample.readership import READ, SOUGHT, Sought
from handrail.ops.sample.reading import count_readers


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One transaction for this module. By this very name pytest-django knows that a database is needed."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def site(db: None) -> Site:
    return the_site()


@pytest.fixture
def cleo(db: None) -> Agent:
    return Agent.objects.get(name="Cleo")


def views(first: int, last: int) -> int:
    """How much was read from so many days ago until so many days ago."""
    days = [today() - timedelta(days=ago) for ago in (first, last)]
    return ReadCount.objects.filter(day__range=days).aggregate(Sum("views"))["views__sum"] or 0


def test_ninety_days_that_grow(db: None) -> None:
    assert ReadCount.objects.filter(day__lt=since(90)).count() == 0
    assert views(89, 60) < views(59, 30) < views(29, 0)
    assert 5_000 < views(89, 0) < 25_000


def rows_of(model: type[Model]) -> list[Any]:
    """What is kept, without keys and moments, in order."""
    untold = {"id", "at", "attached_at"}
    names = [field.attname for field in model._meta.concrete_fields if field.name not in untold]
    return list(model._default_manager.values_list(*names).order_by(*names))


def test_it_is_the_same_each_time_and_counted_once(db: None) -> None:
    kept = (ReadCount, SearchCount, ClickCount, StepCount, Vote, ReadBefore, Question)
    before = [rows_of(model) for model in kept]
    count_readers()
    assert [rows_of(model) for model in kept] == before
    with transaction.atomic():
        for model in kept:
            model._default_manager.all().delete()
        count_readers()
        assert [rows_of(model) for model in kept] == before
        transaction.set_rollback(True)


@pytest.mark.parametrize("sought", SOUGHT, ids=lambda one: one.words)
def test_a_search_finds_what_was_counted(sought: Sought, site: Site) -> None:
    assert masked(sought.words) == sought.words
    hits = search(sought.words, reader=STRANGER, language=sought.language, site=site, limit=20)
    assert bool(hits) == sought.found
    sources = {one.translation.article.translations.get(language="en").slug for one in hits}
    assert sought.opened.keys() <= sources


def test_the_team_sees_what_to_write_and_what_to_mend(site: Site, cleo: Agent) -> None:
    empty = searches.without_result(site, days=28)
    assert empty[0].words == "gdpr contract"
    assert [one.words for one in empty if one.answers] == ["ebooks"]
    assert searches.without_click(site, days=28)
    worst = figures.by_votes(site, cleo, days=90)[0]
    assert worst.title.startswith("How")
    assert worst.votes.not_yet > 2 * worst.votes.helped
    told = figures.figures_of(worst.article, days=90)
    assert len(told.votes.reasons) >= 3
    for rows in (figures.by_contacts(site, cleo, days=28), figures.by_inserts(site, cleo, days=28)):
        assert len(rows) >= 5
    assert figures.wanted_in(site, cleo, days=28)
    asked = {one.slug: one.asked_by for one in READ}["white-page-after-an-update"]
    white = next(one for one in figures.by_views(site, cleo, days=90) if "white" in one.title.lower())
    assert len(figures.around(white.article, cleo, days=90).conversations) == len(asked)
    guide = Guide.objects.get()
    assert set(StepCount.objects.values_list("step", flat=True)) == {one["key"] for one in guide.steps}

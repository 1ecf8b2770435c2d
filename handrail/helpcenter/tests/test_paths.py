"""Learning paths: put together by the team, read by those who may read their articles."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from handrail.accounts.models import Agent
from handrail.accounts.permissions import NotAllowed
from handrail.helpcenter.models import LearningPath, Site, Visibility
from handrail.helpcenter.paths import verbs
from handrail.helpcenter.paths.reading import path_at, paths_of
from handrail.helpcenter.readers import STRANGER, reader_for
from handrail.helpcenter.tests.conftest import Write

SignIn = Callable[[Agent], Client]


@pytest.fixture
def path(site: Site, write: Write) -> LearningPath:
    """Three articles: one for everybody, one for the team, one that is not published."""
    path = verbs.create_path(site, language="en", title="First steps", by=None)
    verbs.describe_path(path, language="fr", title="Premiers pas", description="Pour tous", by=None)
    for title, facts in (
        ("Open", {}),
        ("Ours", {"visibility": Visibility.INTERNAL}),
        ("Not yet", {"is_draft": True}),
    ):
        verbs.add_step(path, write(title, **facts).article, by=None)
    return path


def _titles(path: LearningPath) -> list[str]:
    return [step.article.translations.get().latest.title for step in path.steps.all()]  # type: ignore[union-attr]


def test_who_reads_sees_what_they_may_read(site: Site, path: LearningPath, write: Write, ada: Agent) -> None:
    team = reader_for(ada)
    assert path_at(site, STRANGER, "en", "first-steps") is None  # nobody published it
    assert [one.title for one in paths_of(site, team, "en")] == []
    verbs.publish_path(path, is_published=True, by=ada)
    shown = path_at(site, STRANGER, "fr", "first-steps")
    assert shown is not None
    assert (shown.title, shown.description, shown.language) == ("Premiers pas", "Pour tous", "fr")
    assert [one.slug for one in shown.steps] == ["open"]
    theirs = path_at(site, team, "ro", "first-steps")
    assert theirs is not None
    assert (theirs.title, [one.slug for one in theirs.steps]) == ("First steps", ["open", "ours"])
    assert theirs.beside(theirs.steps[0].article_id) == (None, theirs.steps[1])
    hidden = verbs.create_path(site, language="en", title="Only ours", by=None)
    verbs.add_step(hidden, write("Ours too", visibility=Visibility.INTERNAL).article, by=None)
    verbs.publish_path(hidden, is_published=True, by=None)
    assert [one.slug for one in paths_of(site, STRANGER, "en")] == ["first-steps"]
    assert len(paths_of(site, team, "en")) == 2


def test_the_order_is_the_team_s(path: LearningPath, ada: Agent, levi: Agent) -> None:
    first, second, third = [step.article_id for step in path.steps.all()]
    verbs.move_step(path, third, up=True, by=ada)
    verbs.move_step(path, first, up=True, by=ada)  # it is the first already
    assert _titles(path) == ["Open", "Not yet", "Ours"]
    verbs.remove_step(path, second, by=ada)
    assert _titles(path) == ["Open", "Not yet"]
    with pytest.raises(NotAllowed):
        verbs.move_step(path, first, up=False, by=levi)
    with pytest.raises(ValidationError):
        verbs.describe_path(
            verbs.create_path(path.site, language="en", title="X", by=ada), language="en", title=" ", by=ada
        )
    with pytest.raises(ValidationError):
        verbs.publish_path(LearningPath.objects.get(slug="x"), is_published=True, by=ada)


def test_the_team_puts_it_together_on_its_page(
    site: Site, path: LearningPath, write: Write, ada: Agent, nora: Agent, as_agent: SignIn
) -> None:
    another, browser = write("Another"), as_agent(ada)
    answer = browser.post(reverse("learning_paths"), {"title": "Second steps"})
    made = LearningPath.objects.get(slug="second-steps")
    assert answer.headers["Location"] == reverse("learning_path", args=[made.pk])
    change = reverse("change_path", args=[path.pk])
    for do, more in (
        ("add", {"article": another.article_id}),
        ("up", {"article": another.article_id}),
        ("describe", {"language": "ro", "title": "Primii pași"}),
        ("publish", {}),
    ):
        assert browser.post(change, {"do": do, **more}).status_code == 302
    assert _titles(path) == ["Open", "Ours", "Another", "Not yet"]
    page = browser.get(reverse("learning_path", args=[path.pk]), {"language": "ro"}).content.decode()
    assert "Primii pași" in page
    assert "Not published" in page
    assert browser.post(change, {"do": "describe", "language": "xx", "title": "X"}).status_code == 404
    assert browser.post(change, {"do": "add", "article": "9" * 40}).status_code == 404
    assert as_agent(nora).get(reverse("learning_path", args=[path.pk])).status_code == 403
    assert as_agent(nora).post(change, {"do": "delete"}).status_code == 403
    assert as_agent(ada).post(change, {"do": "delete"}).headers["Location"] == reverse("learning_paths")
    assert not LearningPath.objects.filter(pk=path.pk).exists()


def test_readers_follow_it_from_the_home_page_to_its_last_article(
    site: Site, path: LearningPath, write: Write, client: Client, ada: Agent, as_agent: SignIn
) -> None:
    verbs.add_step(path, write("The end").article, by=ada)
    assert client.get("/help/en/paths/first-steps/").status_code == 404
    assert client.get("/help/en/paths/").status_code == 404
    verbs.publish_path(path, is_published=True, by=ada)
    assert "/help/en/paths/first-steps/" in client.get("/help/en/").content.decode()
    page = client.get("/help/fr/paths/first-steps/").content.decode()
    assert "Premiers pas" in page
    assert "The end" in page
    assert "Ours" not in page
    assert 'rel="canonical" href="http' in page
    along = client.get("/help/en/open/", {"path": "first-steps"}).content.decode()
    assert "Step 1 of 2" in along
    assert "/help/en/the-end/?path=first-steps" in along
    assert "Step" not in client.get("/help/en/open/", {"path": "no-such"}).content.decode()
    assert client.get("/help/xx/paths/first-steps/").status_code == 404
    assert "Ours" in as_agent(ada).get("/help/en/paths/first-steps/").content.decode()
    for answer in (client.get("/help/en/paths/first-steps/"), client.get("/help/en/paths/")):
        assert answer.status_code == 200
        assert not answer.cookies

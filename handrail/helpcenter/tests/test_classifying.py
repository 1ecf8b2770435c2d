"""What phrases teach about which questions are theirs: the arithmetic, and when it is learned again."""

from __future__ import annotations

import numpy as np
import pytest

from handrail.helpcenter.meaning import asking
from handrail.helpcenter.meaning.classifying import classifier, questions_of_elsewhere
from handrail.helpcenter.meaning.filling import fill_all, waiting
from handrail.helpcenter.models import AskedAsFigures, Translation, Visibility
from handrail.helpcenter.readers import STRANGER
from handrail.helpcenter.search.asking import looked_up
from handrail.helpcenter.search.indexing import index_again
from handrail.helpcenter.search.phrases.keeping import ask_as
from handrail.helpcenter.tests.conftest import Write

BLANK = ["The screen is blank", "Everything is white", "I see a blank page", "Only a white page is there"]
SLOW = ["The screen is slow", "Everything takes ages", "My page loads slowly", "Why is the page so slow?"]
NOWHERE = np.empty((0, 512))
PAY = ["What do colleagues earn?", "The screen shows salaries", "Where is the page of our pay?"]


@pytest.fixture
def knows_meanings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real model, in this process."""
    monkeypatch.setattr(asking, "_asking", asking._Asking())
    asking.load_here()


def _near(middle: np.ndarray, seed: int, many: int = 12) -> np.ndarray:
    rows = middle + np.random.default_rng(seed).normal(0, 0.02, (many, len(middle)))
    found: np.ndarray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return found


def test_it_tells_what_differs_from_what_neighbours_share() -> None:
    shared, mine, theirs = np.eye(512)[:3]
    own, others = _near(shared + 0.5 * mine, 1), _near(shared + 0.5 * theirs, 2)
    weights, intercept = classifier(own, others, NOWHERE)
    asked = _near(shared + 0.5 * mine, 3) @ weights + intercept
    beside = _near(shared + 0.5 * theirs, 4) @ weights + intercept
    assert asked.min() > 0 > beside.max()
    assert intercept < asked.min()  # what has nothing in common with any of them is hardly one of them


def test_where_there_are_no_others_it_still_tells_what_is_near() -> None:
    own = _near(np.eye(512)[0], 1)
    weights, intercept = classifier(own, NOWHERE, NOWHERE)
    assert (own @ weights + intercept).min() > 0 > intercept


def test_what_is_asked_elsewhere_is_for_none_of_the_articles() -> None:
    shared, mine, theirs, of_others = np.eye(512)[:4]
    own, others = _near(shared + mine, 1), _near(shared + theirs, 2)
    elsewhere = _near(0.5 * mine + of_others, 3, many=60)  # reminds of the article a little
    asked = _near(0.5 * mine + of_others, 4)

    def surest(*, known: np.ndarray) -> float:
        weights, intercept = classifier(own, others, known)
        assert (own @ weights + intercept).min() > 0
        return float((asked @ weights + intercept).max())

    assert surest(known=elsewhere) < surest(known=NOWHERE) - 2
    same = np.vstack([elsewhere, own])  # whoever asks it elsewhere may ask it here as well
    assert surest(known=same) == pytest.approx(surest(known=elsewhere))


def test_questions_of_elsewhere_are_many_and_each_is_another() -> None:
    lines = questions_of_elsewhere()
    assert len(lines) == len({line.casefold() for line in lines}) > 500
    assert all(line == line.strip() and 5 < len(line) < 200 for line in lines)


def _logits(question: str) -> dict[str, float]:
    vector = asking.meanings([question])[0]
    found = looked_up(question, reader=STRANGER, language="en", vector=vector).phrased
    slugs = dict(Translation.objects.values_list("pk", "slug"))
    return {slugs[one.translation]: one.logit for one in found if one.logit is not None}


def test_what_strangers_may_not_read_teaches_nothing_about_what_they_may(
    write: Write, knows_meanings: None
) -> None:
    for title, phrases in (("Blank", BLANK), ("Slow", SLOW)):
        ask_as(write(title, "Open Tools.", slug=title.lower()), phrases=phrases, by=None)
    fill_all()
    said = _logits("my page is all white")
    assert said["blank"] > 0 > said["slow"]
    ours = write("Pay", "For us.", visibility=Visibility.INTERNAL, slug="pay")
    ask_as(ours, phrases=PAY, by=None)
    fill_all()
    assert AskedAsFigures.objects.filter(is_learned=True).count() == 3
    assert _logits("my page is all white") == said


def test_it_is_learned_again_where_readers_change(write: Write, knows_meanings: None) -> None:
    for title, phrases in (("Blank", BLANK), ("Slow", SLOW)):
        ask_as(write(title, "Open Tools.", slug=title.lower()), phrases=phrases, by=None)
    fill_all()
    assert waiting() == 0
    slow = Translation.objects.get(slug="slow")
    slow.article.visibility = Visibility.INTERNAL
    slow.article.save()
    index_again(slow)
    assert AskedAsFigures.objects.filter(is_learned=False).count() == 2
    fill_all()
    assert waiting() == 0
    ask_as(slow, phrases=[], by=None)
    assert AskedAsFigures.objects.filter(is_learned=False).count() == 1

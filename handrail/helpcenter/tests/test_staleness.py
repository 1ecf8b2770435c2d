"""A translation is outdated exactly when its source changed since: by the arithmetic and by the database."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.helpcenter.models import Revision, Significance, Site, Translation
from handrail.helpcenter.tests.conftest import Write
from handrail.helpcenter.translating import Standing, standing_of, standings_of
from handrail.helpcenter.translating.staleness import MAJOR, MINOR, TYPO, Step, Words, standing
from handrail.helpcenter.translating.standings import places
from handrail.helpcenter.verbs import Words as Said
from handrail.helpcenter.verbs import archive, create_article, publish, save_revision, translate

LANGUAGES = ("ro", "fr", "de")


def test_the_three_significances_are_the_model_s() -> None:
    assert list(Significance) == [TYPO, MINOR, MAJOR]


@given(st.lists(st.sampled_from(("source", *LANGUAGES)), max_size=40))
def test_with_every_edit_major_exactly_what_was_not_updated_since_is_outdated(edits: list[str]) -> None:
    source, based_on = [Step(1, MAJOR)], dict.fromkeys(LANGUAGES, 1)
    for edit in edits:
        if edit == "source":
            source.append(Step(len(source) + 1, MAJOR))
        else:
            based_on[edit] = len(source)
    last = max((at for at, edit in enumerate(edits) if edit == "source"), default=-1)
    for language in LANGUAGES:
        updated = any(edit == language for edit in edits[last + 1 :])
        wanted = Standing.CURRENT if updated or last < 0 else Standing.MAJORLY_OUTDATED
        assert standing(source, Words(based_on[language])) == wanted


def test_what_a_change_means_and_whether_it_is_ready_decides() -> None:
    first = Step(1, MINOR)
    assert standing([first], None) == Standing.MISSING
    assert standing([first], Words(1, is_identical=True)) == Standing.MISSING
    assert standing([first], Words(None)) == Standing.OUTDATED
    assert standing([Step(1, MINOR, is_ready=False)], None) == Standing.UNREADY
    assert standing([], Words(1)) == Standing.UNREADY
    assert standing([first, Step(2, TYPO)], Words(1)) == Standing.CURRENT
    unready = [first, Step(2, MAJOR, is_ready=False)]
    assert standing(unready, Words(1)) == Standing.CURRENT
    assert standing([*unready, Step(3, TYPO)], Words(1)) == Standing.MAJORLY_OUTDATED
    assert standing([first, Step(2, MAJOR)], Words(1), published=1) == Standing.CURRENT


@dataclass
class _History:
    """The same edits, written by the verbs and told to the arithmetic."""

    source: Translation
    steps: list[Step] = field(default_factory=list)
    based_on: dict[str, int | None] = field(default_factory=dict)

    def edit(self, what: str, significance: int, is_ready: bool) -> None:
        number = len(self.steps) + 1
        if what == "source":
            words = Said("Lamp", f"Text {number}", significance=significance, is_ready=is_ready)
            save_revision(self.source, words=words, by=None)
            self.steps.append(Step(number, significance, is_ready))
        elif what == "publish":
            self.source.refresh_from_db()
            assert self.source.latest
            publish(self.source.latest, by=None)
        else:
            self._translate(what, knows_source=is_ready or significance != TYPO)

    def _translate(self, language: str, *, knows_source: bool) -> None:
        self.source.refresh_from_db()
        base = self.source.latest if knows_source else None
        words = Said("Lampă", f"{language} of {len(self.steps)}", based_on=base)
        existing = self.source.article.translations.filter(language=language).first()
        if existing:
            save_revision(existing, words=words, by=None)
        else:
            translate(self.source.article, language=language, words=words, by=None)
        self.based_on[language] = base.number if base else None


EDITS = st.tuples(
    st.sampled_from(("source", "source", "publish", *LANGUAGES)),
    st.sampled_from([TYPO, MINOR, MAJOR]),
    st.booleans(),
)


@pytest.mark.django_db
def test_the_database_says_what_the_arithmetic_says(site: Site) -> None:
    @settings(max_examples=12, deadline=None)
    @given(st.booleans(), st.lists(EDITS, max_size=8))
    def hold(is_ready: bool, edits: list[tuple[str, int, bool]]) -> None:
        words = Said("Lamp", "Text 1", is_ready=is_ready)
        history = _History(create_article(site, language="en", words=words, by=None))
        history.steps.append(Step(1, MINOR, is_ready))
        for edit in edits:
            history.edit(*edit)
        shown = history.source
        shown.refresh_from_db()
        published = shown.published.number if shown.published else None
        told = {place.language: place for place in places((shown.article_id, one) for one in LANGUAGES)}
        for language in LANGUAGES:
            base = Words(history.based_on[language]) if language in history.based_on else None
            assert told[language].standing == standing(history.steps, base, published=published)

    hold()


def test_what_readers_see_counts_and_a_copy_is_no_translation(
    write: Write, django_assert_num_queries: object
) -> None:
    source = write("White page", "Empty the cache.")
    first = source.latest
    ro = translate(
        source.article, language="ro", words=Said("Pagină albă", "Goliți memoria.", based_on=first), by=None
    )
    copy = translate(
        source.article, language="fr", words=Said("White page", "Empty the cache.", based_on=first), by=None
    )
    assert standing_of(ro) == Standing.CURRENT
    assert standing_of(copy) == Standing.MISSING
    assert standing_of(source) == Standing.CURRENT
    publish(_latest(ro), by=None)
    second = save_revision(
        source, words=Said("White page", "Empty both caches.", significance=MAJOR), by=None
    )
    assert standing_of(ro) == Standing.CURRENT  # readers do not see the new words yet
    publish(second, by=None)
    assert standing_of(ro) == Standing.MAJORLY_OUTDATED
    save_revision(ro, words=Said("Pagină albă", "Goliți ambele memorii.", based_on=second), by=None)
    assert standing_of(ro) == Standing.MAJORLY_OUTDATED
    with django_assert_num_queries(1):  # type: ignore[operator]
        told = standings_of([ro, copy, source], newest=True)
    assert told == {ro.pk: Standing.CURRENT, copy.pk: Standing.MISSING, source.pk: Standing.CURRENT}
    archive(source, by=None)
    assert standing_of(ro) == Standing.MAJORLY_OUTDATED


def _latest(translation: Translation) -> Revision:
    translation.refresh_from_db()
    assert translation.latest
    return translation.latest

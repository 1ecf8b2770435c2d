"""After an update that takes texts apart in another way, articles are indexed again while search goes on."""

from __future__ import annotations

import pytest

from handrail.helpcenter.models import Passage, Posting, Spelling, Term, Vocabulary
from handrail.helpcenter.readers import STRANGER
from handrail.helpcenter.search import indexing, renewing, search
from handrail.helpcenter.search.analysis import VERSION
from handrail.helpcenter.search.renewing import outdated, renew
from handrail.helpcenter.tests.conftest import Write
from handrail.helpcenter.verbs import archive


def _found(words: str) -> list[str]:
    return [hit.translation.slug for hit in search(words, reader=STRANGER, language="en")]


def _index() -> list[list[tuple[object, ...]]]:
    return [
        sorted(Term.objects.values_list("vocabulary__readers", "term", "passages")),
        sorted(Spelling.objects.values_list("form", "term__term")),
        sorted(Posting.objects.values_list("passage", "term__term", "weight", "length")),
        sorted(Vocabulary.objects.values_list("readers", "passages", "words")),
    ]


def test_another_analysis_renews_the_index_and_asks_for_no_meaning_again(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("Lamps", "Empty the cache.\n\n## Then\n\nReload it.", slug="lamps")
    archived = write("Gone", "Nobody reads it.", slug="gone")
    archive(archived, by=None)
    Passage.objects.update(has_meaning=True)
    before, passages = _index(), list(Passage.objects.values_list("pk", flat=True))
    assert not outdated().exists()
    for module in (indexing, renewing):
        monkeypatch.setattr(module, "VERSION", VERSION + 1)
    assert (outdated().count(), _found("caching")) == (1, ["lamps"])
    renew()
    assert (outdated().count(), _found("caching")) == (0, ["lamps"])
    assert _index() == before
    assert list(Passage.objects.filter(has_meaning=True).values_list("pk", flat=True)) == passages


def test_an_index_that_an_update_emptied_fills_again(write: Write) -> None:
    write("Lamps", "Empty the cache.", slug="lamps")
    before = _index()
    for model in (Posting, Spelling, Term):
        model.objects.all().delete()
    Passage.objects.update(vocabulary=None, version=0)
    Vocabulary.objects.all().delete()
    assert _found("cache") == []
    renew()
    assert (_index(), _found("cache")) == (before, ["lamps"])

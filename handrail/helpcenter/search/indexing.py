"""What search knows of an article: kept in the transaction that publishes it."""

from __future__ import annotations

from django.db import transaction

from handrail.helpcenter.meaning.queueing import ask_for_meanings
from handrail.helpcenter.models import Passage, Revision, SnippetText, Translation
from handrail.helpcenter.rendering import Around, render
from handrail.helpcenter.search.analysis import VERSION
from handrail.helpcenter.search.passages import Section, sections
from handrail.helpcenter.search.phrases.learning import learn_again
from handrail.helpcenter.search.postings import Counted, forget_words, keep_words, lock_index
from handrail.helpcenter.search.vocabularies import vocabulary_of

_TITLE, _HEADING, _SUMMARY = 2.0, 1.5, 1.0  # what a word there counts, where one in the text counts 1


@transaction.atomic
def index(translation: Translation) -> None:
    """Make its published words findable, in the caller's transaction; their meaning follows by a job."""
    forget(translation)
    translation.article.refresh_from_db(fields=["visibility", "plans", "is_template"])
    counted = _counted(translation)
    if not counted:
        return
    vocabulary = vocabulary_of(translation)
    passages = Passage.objects.bulk_create(
        Passage(
            translation=translation,
            vocabulary=vocabulary,
            ordinal=number,
            heading=one.section.heading,
            anchor=one.section.anchor,
            text=one.section.text,
            length=one.length,
            version=VERSION,
        )
        for number, one in enumerate(counted)
    )
    keep_words(vocabulary, [one.pk for one in passages], counted)
    learn_again(translation.pk)
    ask_for_meanings()


@transaction.atomic
def index_again(translation: Translation) -> None:
    """The same where readers or the analysis changed, the words did not: their meanings are kept."""
    lock_index()
    translation = Translation.objects.select_related("article", "published").get(pk=translation.pk)
    kept, counted = list(Passage.objects.filter(translation=translation)), _counted(translation)
    if not kept or [_section(one) for one in kept] != [one.section for one in counted]:
        index(translation)
        return
    forget_words(translation)
    vocabulary = vocabulary_of(translation)
    for passage, one in zip(kept, counted, strict=True):
        passage.vocabulary, passage.length, passage.version = vocabulary, one.length, VERSION
    Passage.objects.bulk_update(kept, ["vocabulary", "length", "version"])
    keep_words(vocabulary, [one.pk for one in kept], counted)
    learn_again(translation.pk)
    ask_for_meanings()


@transaction.atomic
def forget(translation: Translation) -> None:
    """Make it unfindable, in the caller's transaction; words that stand nowhere else go with it."""
    lock_index()
    if Passage.objects.filter(translation=translation).exists():
        forget_words(translation)
        Passage.objects.filter(translation=translation).delete()
        learn_again(translation.pk)


def _section(passage: Passage) -> Section:
    return Section(passage.text, passage.heading, passage.anchor)


def _counted(translation: Translation) -> list[Counted]:
    """Its passages and their words; none where no reader may find it."""
    revision, language = translation.published, translation.language
    if revision is None or translation.article.is_template:
        return []
    found = []
    for number, section in enumerate(sections(_html(revision, language))):
        one = Counted(section)
        one.add(revision.title, language, _TITLE, is_body=False)
        if number == 0:
            one.add(revision.summary, language, _SUMMARY)
        one.add(section.heading, language, _HEADING)
        one.add(section.text, language, 1)
        found.append(one)
    return found


def _html(revision: Revision, language: str) -> str:
    """The article as readers get it, so that passages and their anchors are those of the page."""

    def snippet(key: str) -> str | None:
        texts = SnippetText.objects.filter(snippet__key=key, snippet__site=revision.translation.site_id)
        return texts.filter(language=language).values_list("body", flat=True).first()

    return render(revision.body, Around(language=language, snippet=snippet)).html

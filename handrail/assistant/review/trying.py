"""Answer as a draft of the settings would, seen by nobody and kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from handrail.assistant.answering import answer
from handrail.assistant.answering.withholding import withholding_tried
from handrail.assistant.matters import left_to_people
from handrail.assistant.review.comparing import Told
from handrail.assistant.review.drafting import Draft
from handrail.helpcenter.meaning.asking import MeaningUnknownError, is_answering
from handrail.helpcenter.models import Article
from handrail.helpcenter.readers import STRANGER
from handrail.helpcenter.search.phrases.filling import fill_phrases
from handrail.helpcenter.search.phrases.keeping import ask_as, phrases_of
from handrail.helpcenter.search.phrases.learning import learn
from handrail.helpcenter.search.synonyms import synonyms_tried


@contextmanager
def tried(draft: Draft) -> Iterator[None]:
    """Inside, this thread answers as if the draft were in use. Its phrases are rows that are rolled back.

    Keep it short: while it lasts, the articles that the draft gives phrases to wait to be saved.
    """
    is_answering()  # after a quiet time it loads its model first: by words alone less would be told
    with transaction.atomic(), synonyms_tried(draft.groups), withholding_tried(draft.withheld):
        _say_phrases(draft)
        yield
        transaction.set_rollback(True)


def told(words: str, language: str) -> Told:
    """What the engine tells a stranger who asks this, how sure it is, and whether it is left to people."""
    said = answer(words, reader=STRANGER, language=language)
    articles = tuple(one.translation.article_id for one in said.sources)
    why, matter = left_to_people(words, language=language or said.language)
    return Told(round(said.confidence, 4), articles, why is not None, str(why or ""), matter)


def _say_phrases(draft: Draft) -> None:
    new: dict[int, list[str]] = {}
    for article, words in draft.phrases:
        new.setdefault(article, []).append(words)
    for one in Article.objects.filter(pk__in=new).prefetch_related("translations"):
        for translation in one.translations.all():
            if translation.language == one.source_language:
                ask_as(translation, phrases=[*phrases_of(translation), *new[one.pk]], by=None)
    try:
        while new and (fill_phrases() or learn()):
            pass
    except MeaningUnknownError:
        return  # words alone tell them apart

"""Mend what led to a wrong answer: the article, the words that mean the same, how people ask, or silence."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.assistant.models import Case, Withheld
from handrail.assistant.models.bench import MOST_CASES
from handrail.assistant.review.keeping import belongs_to, kept_words
from handrail.conversations.models import Conversation
from handrail.core.audit import audit
from handrail.helpcenter.counting.masking import masked
from handrail.helpcenter.learning.questions import attach, write_it
from handrail.helpcenter.learning.searches import Asked
from handrail.helpcenter.models import Article, AskedAs, Site, Synonyms, Translation
from handrail.helpcenter.search.phrases.keeping import ask_as, phrases_of
from handrail.helpcenter.search.settings.verbs import set_synonyms


def words_of(question: str) -> str:
    """A customer's question as it may be kept elsewhere: addresses, numbers and secrets are masked."""
    return masked(question)


@needs(May.WRITE)
def mend(article: Article, *, words: str, language: str, by: Agent) -> None:
    """Attach the question to an article: its editor shows that it is to be answered there."""
    attach(article, [_asked(words, language)], by=by)


@needs(May.WRITE)
def write(site: Site, *, words: str, language: str, by: Agent) -> Translation:
    """Begin an article that answers the question. Raises ValidationError where nothing of it can be kept."""
    return write_it(site, [_asked(words, language)], by=by)


@needs(May.SETTINGS)
def add_synonyms(language: str, *, words: Collection[str], by: Agent) -> None:
    """One group more of words that mean the same in a language. Raises ValidationError in words."""
    group = list(dict.fromkeys(" ".join(word.split()) for word in words if word.strip()))
    kept = [list(one) for one in Synonyms.objects.filter(language=language).values_list("words", flat=True)]
    set_synonyms(language, groups=kept if group in kept else [*kept, group], by=by)


@needs(May.PUBLISH)
@transaction.atomic
def add_phrase(article: Article, *, language: str, words: str, by: Agent) -> Translation:
    """People ask for the article in these words: in its translation in that language, else in its own.

    Raises ValidationError, with a sentence, where nothing was written or the article has no words yet.
    """
    if not words.strip():
        raise ValidationError(_("Write how people ask for it."))
    there = {one.language: one for one in article.translations.all()}
    translation = there.get(language) or there.get(article.source_language)
    if translation is None:
        raise ValidationError(_("This article has no text yet."))
    ask_as(translation, phrases=[*phrases_of(translation), words], by=by)
    return translation


@needs(May.PUBLISH)
@transaction.atomic
def take_phrase_back(phrase: AskedAs, *, by: Agent) -> None:
    """People do not ask for its article in these words."""
    of = phrase.translation
    ask_as(of, phrases=[words for words in phrases_of(of) if words != phrase.words], by=by)


@needs(May.SETTINGS)
@transaction.atomic
def withhold(article: Article, *, is_withheld: bool = True, by: Agent) -> None:
    """Never answer from this article, or answer from it again; within two seconds everywhere."""
    if not is_withheld:
        Withheld.objects.filter(article=article).delete()
    elif not Withheld.objects.get_or_create(article=article, defaults={"by": by})[1]:
        return
    audit(by, "assistant withheld article", article=article.pk, is_withheld=is_withheld)


@needs(May.SETTINGS)
@transaction.atomic
def keep_case(
    words: str,
    *,
    language: str,
    expected: Article | None,
    by: Agent,
    to_person: bool = False,
    conversation: Conversation | None = None,
) -> Case:
    """A question for the test bench, `to_person` if people are to get it whatever articles say.

    The same one once more changes what is expected of it, and goes with the first conversation that it was
    asked in.

    Raises ValidationError, with a sentence, for an empty one, for one of a restricted conversation, and where
    the bench is full.
    """
    told = kept_words(words, conversation)
    if to_person and expected is not None:
        raise ValidationError(_("Either an article answers it, or a person does."))
    values = {"expected": expected, "to_person": to_person, "by": by}
    case, is_new = Case.objects.update_or_create(words=told, language=language[:10], defaults=values)
    if is_new and Case.objects.count() > MOST_CASES:
        raise ValidationError(_("At most %(most)s questions.") % {"most": MOST_CASES})
    belongs_to(case, conversation)
    return case


@needs(May.SETTINGS)
def drop_case(case: Case, *, by: Agent) -> None:
    """Take a question off the test bench."""
    case.delete()


def _asked(words: str, language: str) -> Asked:
    if not words:
        raise ValidationError(_("Nothing of this question can be kept."))
    return Asked(language=language, words=words, asked=1, empty=0, unopened=0)

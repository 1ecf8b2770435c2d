"""Say how people ask for an article; from then on they find it by that."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.helpcenter.meaning.queueing import ask_for_meanings
from handrail.helpcenter.models import AskedAs, Origin, Translation
from handrail.helpcenter.models.asked_as import LONGEST_PHRASE, MOST_PHRASES
from handrail.helpcenter.search.analysis import tokens
from handrail.helpcenter.search.phrases.filling import reckon
from handrail.helpcenter.search.phrases.learning import learn_again


def phrases_of(translation: Translation) -> list[str]:
    """How people ask for it, in the order in which the team has them; one statement."""
    return list(translation.asked_as.values_list("words", flat=True))


@needs(May.PUBLISH)
@transaction.atomic
def ask_as(
    translation: Translation, *, phrases: Iterable[str], by: Agent | None, origin: str = Origin.PERSON
) -> list[str]:
    """Keep these phrases and no others, from now on; returns them as they are kept.

    An import (`origin`) takes away only what an import brought. Raises ValidationError in words when they
    are too many.
    """
    Translation.objects.select_for_update(no_key=True).get(pk=translation.pk)
    wanted = tidied(phrases)
    there = {one.words: one for one in translation.asked_as.all()}
    gone = [one for words, one in there.items() if words not in wanted and _may_go(one, origin)]
    if len({*wanted, *there} - {one.words for one in gone}) > MOST_PHRASES:
        raise ValidationError(_("An article is asked for in %(most)s ways at most.") % {"most": MOST_PHRASES})
    if gone:
        learn_again(translation.pk)  # while it is known around whom they stand
    AskedAs.objects.filter(pk__in=[one.pk for one in gone]).delete()
    for position, words in enumerate(wanted):
        if words in there:
            AskedAs.objects.filter(pk=there[words].pk).update(position=position)
    new = [(position, words) for position, words in enumerate(wanted) if words not in there]
    AskedAs.objects.bulk_create(
        AskedAs(
            translation=translation, position=at, words=words, origin=origin, terms=_terms(words, translation)
        )
        for at, words in new
    )
    if gone:
        reckon([translation.pk])
    if new or gone:
        ask_for_meanings()
    return phrases_of(translation)


@needs(May.PUBLISH)
@transaction.atomic
def ask_otherwise(
    translation: Translation, *, phrases: Iterable[str], were: Iterable[str], by: Agent | None
) -> list[str]:
    """Keep what somebody changed of the phrases that stood there when they began (`were`).

    What others added or took away meanwhile stays as they left it. Returns the phrases as they are kept;
    raises ValidationError in words when they are too many.
    """
    Translation.objects.select_for_update(no_key=True).get(pk=translation.pk)
    there, began = phrases_of(translation), tidied(were)
    mine = [words for words in tidied(phrases) if words not in began or words in there]
    theirs = [words for words in there if words not in began]
    return ask_as(translation, phrases=[*mine, *theirs], by=by)


def tidied(phrases: Iterable[str]) -> dict[str, None]:
    """Each phrase once, cut to its length, without empty ones, in order."""
    lines = (" ".join(phrase.replace("\x00", "").split())[:LONGEST_PHRASE] for phrase in phrases)
    return dict.fromkeys(line for line in lines if line)


def _may_go(phrase: AskedAs, origin: str) -> bool:
    return origin != Origin.IMPORT or phrase.origin == Origin.IMPORT


def _terms(words: str, translation: Translation) -> list[str]:
    return list(dict.fromkeys(token.term[:64] for token in tokens(words, translation.language)))

"""Attach what readers asked to the article that is to answer it."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.helpcenter.counting.masking import HIDDEN
from handrail.helpcenter.learning.searches import Asked
from handrail.helpcenter.models import Article, Question, Site, Translation
from handrail.helpcenter.verbs import Words, create_article

MOST_ATTACHED = 50  # of one article


@needs(May.WRITE)
@transaction.atomic
def write_it(site: Site, asked: Sequence[Asked], *, by: Agent) -> Translation:
    """A new draft with these questions attached, called by the one that was asked most, in its language.

    Raises ValidationError in words when there is none.
    """
    if not asked:
        raise ValidationError(_("Choose what the article is to answer."))
    first = max(asked, key=lambda one: one.asked)
    title = " ".join(first.words.replace(HIDDEN, "…").split())
    words = Words(title=title[:1].upper() + title[1:])
    translation = create_article(site, language=first.language, words=words, by=by)
    attach(translation.article, asked, by=by)
    return translation


@needs(May.WRITE)
@transaction.atomic
def attach(article: Article, asked: Sequence[Asked], *, by: Agent) -> int:
    """Keep the questions with an article; the same one once more brings its number up to date.

    Returns how many it has now. Raises ValidationError in words when they would be too many.
    """
    Article.objects.select_for_update().get(pk=article.pk)
    for one in asked:
        Question.objects.update_or_create(
            article=article, language=one.language, words=one.words, defaults={"asked": one.asked}
        )
    count = article.questions.count()
    if count > MOST_ATTACHED:
        raise ValidationError(
            _("An article can answer %(most)s questions at most.") % {"most": MOST_ATTACHED}
        )
    return count


@needs(May.WRITE)
def detach(question: Question, *, by: Agent) -> None:
    """It is answered, or is another article's business."""
    question.delete()

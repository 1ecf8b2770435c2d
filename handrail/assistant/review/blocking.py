"""Say which questions an article does not answer, though it comes near."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.assistant.answering.withholding import MOST_BLOCKED
from handrail.assistant.models import Blocked
from handrail.assistant.review.keeping import belongs_to, kept_words
from handrail.assistant.suggesting import forget_suggestions
from handrail.conversations.models import Conversation
from handrail.core.audit import audit
from handrail.helpcenter.meaning.asking import meanings
from handrail.helpcenter.models import Article


@needs(May.SETTINGS)
@transaction.atomic
def block(
    article: Article, *, words: str, language: str, by: Agent, conversation: Conversation | None = None
) -> Blocked:
    """Do not answer such a question from this article; to others it stays the answer.

    Raises ValidationError, with a sentence, for an empty one, for one of a restricted conversation, and where
    there are MOST_BLOCKED.
    """
    from handrail.assistant.tasks import fill_blocked

    told = kept_words(words, conversation)
    values = {"language": language[:10], "by": by}
    kept, is_new = Blocked.objects.get_or_create(article=article, words=told, defaults=values)
    if is_new and Blocked.objects.count() > MOST_BLOCKED:
        raise ValidationError(_("At most %(most)s questions.") % {"most": MOST_BLOCKED})
    belongs_to(kept, conversation)
    if is_new:
        forget_suggestions()
        fill_blocked.defer()
        audit(by, "assistant question blocked", article=article.pk)
    return kept


@needs(May.SETTINGS)
@transaction.atomic
def unblock(kept: Blocked, *, by: Agent) -> None:
    """Answer such questions from the article again."""
    kept.delete()
    audit(by, "assistant question unblocked", article=kept.article_id)


def fill_blocked_meanings() -> None:
    """What blocked questions mean, for those that have no meaning yet. Raises MeaningUnknownError."""
    waiting = list(Blocked.objects.filter(meaning=""))
    for kept, meaning in zip(waiting, meanings([one.words for one in waiting]), strict=True):
        Blocked.objects.filter(pk=kept.pk).update(meaning=meaning)
    forget_suggestions()

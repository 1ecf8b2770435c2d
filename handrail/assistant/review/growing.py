"""How people ask for an article, learned from conversations in which an agent put it into the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.assistant.models import Inserted
from handrail.assistant.review.correcting import add_phrase, words_of
from handrail.conversations.models import Conversation, Message
from handrail.conversations.models.message import Direction
from handrail.helpcenter.models import AskedAs, Translation
from handrail.helpcenter.readers import reader_for

MOST = 30  # offers of a page


@dataclass(frozen=True)
class Offer:
    """A customer's first question (masked), and the article an agent answered it with."""

    inserted: Inserted
    words: str

    @property
    def title(self) -> str:
        """The article's title."""
        published = self.inserted.translation.published
        return published.title if published else self.inserted.translation.slug


def offers(agent: Agent) -> Sequence[Offer]:
    """What may be a phrase, newest first: of conversations that the agent may see. One statement.

    Only what was answered since; what is a phrase of that article already is none.
    """
    found = [Offer(one, words_of(getattr(one, "question", ""))) for one in _open(agent)[:MOST]]
    return [one for one in found if one.words]


def find_offer(agent: Agent, pk: int) -> Inserted | None:
    """One of them, if the agent may see it."""
    return _open(agent).filter(pk=pk).first()


@needs(May.PUBLISH)
def accept(inserted: Inserted, *, words: str, by: Agent) -> None:
    """It is a phrase, in these words. Raises ValidationError in words for people."""
    translation = inserted.translation
    add_phrase(translation.article, language=translation.language, words=words, by=by)
    dismiss(inserted, by=by)


@needs(May.PUBLISH)
def dismiss(inserted: Inserted, *, by: Agent) -> None:
    """It is settled, and offered no more."""
    Inserted.objects.filter(pk=inserted.pk).update(is_settled=True)


def _open(agent: Agent) -> QuerySet[Inserted]:
    of_it = Message.objects.filter(conversation=OuterRef("conversation"))
    first = of_it.filter(direction=Direction.IN, automatic=False).exclude(text="").order_by("pk")
    answered = of_it.filter(direction=Direction.OUT, entry__at__gte=OuterRef("at"))
    found = Inserted.objects.filter(
        Exists(answered),
        conversation__in=Conversation.objects.visible_to(agent).values("pk"),
        translation__in=Translation.objects.readable_by(reader_for(agent)).values("pk"),
        is_settled=False,
    ).annotate(question=Subquery(first.values("text")[:1]))
    known = AskedAs.objects.filter(translation=OuterRef("translation"), words=OuterRef("question"))
    related = ("conversation", "translation__published", "translation__article", "translation__site")
    return found.filter(~Exists(known), question__isnull=False).select_related(*related).order_by("-at")

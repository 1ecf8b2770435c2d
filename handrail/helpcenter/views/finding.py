"""Find what a page of the team is about, or answer as if it were not there."""

from __future__ import annotations

from django.http import Http404

from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, require
from handrail.helpcenter.models import Article, Translation
from handrail.helpcenter.readers import reader_for


def article_or_404(agent: Agent, pk: int, *, needs: May | None = May.WRITE) -> Article:
    """The article, if this agent may see it; then NotAllowed without the right."""
    found = (
        Article.objects.visible_to(reader_for(agent)).select_related("site", "owner").filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    if needs:
        require(agent.role, needs)
    return found


def translation_or_404(agent: Agent, pk: int, language: str, *, needs: May | None = May.WRITE) -> Translation:
    """The article in that language, if this agent may see it; then NotAllowed without the right."""
    seen = Translation.objects.visible_to(reader_for(agent))
    found = (
        seen.select_related("article__owner", "site", "latest", "published")
        .filter(article=pk, language=language)
        .first()
    )
    if found is None:
        raise Http404
    if needs:
        require(agent.role, needs)
    return found


def trashed_or_404(agent: Agent, pk: int, *, needs: May) -> Translation:
    """What is in the trash, by its own key, if this agent may see it; then NotAllowed without the right."""
    seen = Translation.all_objects.visible_to(reader_for(agent)).filter(trashed_at__isnull=False)
    found = seen.select_related("article", "site", "latest").filter(pk=pk).first()
    if found is None:
        raise Http404
    require(agent.role, needs)
    return found

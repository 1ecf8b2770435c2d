"""What an agent asks for by its address, if they may see it."""

from __future__ import annotations

from django.http import Http404

from handrail.accounts.models import Agent
from handrail.helpcenter.models import Article
from handrail.helpcenter.readers import reader_for


def article_or_404(agent: Agent, pk: int, language: str) -> Article:
    """The article, where it may be translated into this language: one of its site, or one it has already."""
    found = Article.objects.visible_to(reader_for(agent)).select_related("site").filter(pk=pk).first()
    if found is None or language == found.source_language:
        raise Http404
    if language not in found.site.languages and not found.translations.filter(language=language).exists():
        raise Http404
    return found

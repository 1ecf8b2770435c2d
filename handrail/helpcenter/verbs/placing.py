"""Where an article stands, for whom it is, who looks after it and until when it is known to be true."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.conversations.models import Product
from handrail.core.audit import audit
from handrail.customers.models import Organisation
from handrail.helpcenter.models import Article, Category, Visibility
from handrail.helpcenter.search.indexing import index_again
from handrail.helpcenter.search.vocabularies import readers_of

MOST_LABELS = 20
_COLUMNS = ("category", "visibility", "owner", "verify_by", "is_template")


@dataclass(frozen=True)
class Facts:
    """What an article is beside its words; labels and plans are single words in lower case."""

    category: Category | None = None
    visibility: str = Visibility.PUBLIC
    labels: Collection[str] = ()
    plans: Collection[str] = ()
    organisations: Collection[Organisation] = ()
    products: Collection[Product] = ()
    owner: Agent | None = None
    verify_by: date | None = None
    is_template: bool = False


def facts_of(article: Article) -> Facts:
    """As they are, for whoever changes one of them."""
    told: dict[str, Any] = {name: getattr(article, name) for name in (*_COLUMNS, "labels", "plans")}
    told |= {"organisations": list(article.organisations.all()), "products": list(article.products.all())}
    return Facts(**told)


@needs(May.PUBLISH)
@transaction.atomic
def place(article: Article, *, facts: Facts, by: Agent) -> Article:
    """Change them; who may read it, and whose words its words are, changes with this commit."""
    kept = Article.objects.select_for_update().get(pk=article.pk)
    before, found_by = article.visibility, (readers_of(kept), kept.is_template)
    for name in _COLUMNS:
        setattr(article, name, getattr(facts, name))
    article.labels, article.plans = _named(facts.labels), _named(facts.plans)
    article.save()
    article.organisations.set(facts.organisations)
    article.products.set(facts.products)
    if before != article.visibility:
        audit(by, "article visibility changed", article=article.pk, now=article.visibility)
    if found_by != (readers_of(article), article.is_template):
        for translation in article.translations.filter(published__isnull=False):
            index_again(translation)
    return article


@needs(May.WRITE)
def verify(article: Article, *, until: date | None, by: Agent) -> Article:
    """Say that it is true today, and until when that holds."""
    article.verified_at, article.verified_by, article.verify_by = timezone.now(), str(by)[:120], until
    article.save(update_fields=["verified_at", "verified_by", "verify_by"])
    audit(by, "article verified", article=article.pk, until=until.isoformat() if until else "")
    return article


def _named(words: Collection[str]) -> list[str]:
    clean = (word.replace("\x00", "").strip().lower()[:60] for word in words)
    return list(dict.fromkeys(word for word in clean if word))[:MOST_LABELS]

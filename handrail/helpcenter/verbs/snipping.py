"""Snippets: write them once, for all articles that name them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.core.audit import audit
from handrail.helpcenter.models import Site, Snippet, SnippetText, Translation, TranslationQuerySet
from handrail.helpcenter.search.indexing import index

MOST = 1000
LONGEST = 20_000  # characters
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,58}")


@needs(May.PUBLISH)
@transaction.atomic
def save_snippet(
    site: Site, snippet: Snippet | None = None, *, key: str, texts: Mapping[str, str], by: Agent
) -> Snippet:
    """Make or change one, with a text for each language; an empty text is left out.

    Readers see it at once wherever it stands. Raises ValidationError in words for whoever wrote it.
    """
    made = snippet or Snippet(site=site, key=_checked(site, key))
    told = {code: text.replace("\r\n", "\n").replace("\x00", "").strip() for code, text in texts.items()}
    told = {code: text for code, text in told.items() if text}
    if not told or any(len(text) > LONGEST for text in told.values()):
        raise ValidationError(_("Write it in one language at least, in at most 20,000 characters."))
    made.save()
    made.texts.exclude(language__in=told).delete()
    for code, text in told.items():
        SnippetText.objects.update_or_create(snippet=made, language=code, defaults={"body": text})
    audit(by, "snippet saved", snippet=made.pk)
    _find_anew(made)
    return made


@needs(May.PUBLISH)
@transaction.atomic
def remove_snippet(snippet: Snippet, *, by: Agent) -> None:
    """Take it away. Raises ValidationError while an article that readers see names it."""
    if used_in(snippet).exists():
        raise ValidationError(_("Articles show it: take it out of them first."))
    audit(by, "snippet removed", snippet=snippet.pk)
    snippet.delete()


def used_in(snippet: Snippet) -> TranslationQuerySet:
    """What readers see that names it."""
    key = re.escape(snippet.key)
    named = Q(published__body__regex=rf"\{{\{{\s*{key}\s*\}}\}}")
    return Translation.objects.filter(named, site=snippet.site)


def _find_anew(snippet: Snippet) -> None:
    """Search knows the words that readers see, after a moment: there may be many articles."""
    from handrail.helpcenter.tasks import index_snippet

    index_snippet.defer(snippet=snippet.pk)


def index_users_of(pk: int) -> None:
    """Make articles that show a snippet findable by its words, each in a commit of its own."""
    snippet = Snippet.objects.filter(pk=pk).first()
    for key in list(used_in(snippet).values_list("pk", flat=True)) if snippet else ():
        with transaction.atomic():
            index(Translation.objects.select_for_update(no_key=True, of=("self",)).get(pk=key))


def _checked(site: Site, key: str) -> str:
    if not _KEY.fullmatch(key):
        raise ValidationError(_("The name is of small letters, digits and hyphens: returns-address."))
    if Snippet.objects.filter(site=site, key=key).exists():
        raise ValidationError(_("There is a snippet of this name already."))
    if site.snippets.count() >= MOST:
        raise ValidationError(_("There are too many snippets."))
    return key

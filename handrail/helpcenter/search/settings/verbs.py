"""Say which words mean the same."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.core.audit import audit
from handrail.helpcenter.models import Synonyms
from handrail.helpcenter.search.synonyms import MOST_GROUPS

_LONGEST = 60  # characters of a word or phrase
_MOST_WORDS = 20  # of one group


@needs(May.SETTINGS)
@transaction.atomic
def set_synonyms(language: str, *, groups: list[list[str]], by: Agent) -> None:
    """These are the groups of a language from now on. Raises ValidationError in words for people."""
    if len(groups) > MOST_GROUPS:
        raise ValidationError(_("At most %(most)s lines in one language.") % {"most": MOST_GROUPS})
    for words in groups:
        _check(words)
    before = list(Synonyms.objects.filter(language=language).values_list("words", flat=True))
    if before == groups:
        return
    Synonyms.objects.filter(language=language).delete()
    Synonyms.objects.bulk_create(Synonyms(language=language, words=words) for words in groups)
    audit(by, "synonyms changed", language=language, lines=len(groups))


def _check(words: list[str]) -> None:
    line = ", ".join(words)[:100]
    if len(words) < 2:
        raise ValidationError(_("“%(line)s” needs a second word, after a comma.") % {"line": line})
    if len(words) > _MOST_WORDS or max(map(len, words)) > _LONGEST:
        raise ValidationError(
            _("“%(line)s”: at most %(most)s words in a line, each of at most %(longest)s characters.")
            % {"line": line, "most": _MOST_WORDS, "longest": _LONGEST}
        )

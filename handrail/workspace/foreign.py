"""What is put into a reply in another language than the customer's is said to be so."""

from __future__ import annotations

from django.utils.translation import gettext as _

from handrail.ui.words import language_name


def foreign_words(language: str, theirs: str) -> str:
    """A sentence for the agent where words in `language` go to a customer who writes `theirs`; else empty."""
    if language.partition("-")[0].lower() == theirs.partition("-")[0].lower():
        return ""
    told = {"language": language_name(language), "theirs": language_name(theirs)}
    return _("This is in %(language)s; the customer writes in %(theirs)s.") % told

"""The kinds of callouts, and what other products call them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS: dict[str, tuple[str, str | Promise]] = {
    "note": ("info", pgettext_lazy("kind of callout", "Note")),
    "tip": ("lightbulb", pgettext_lazy("kind of callout", "Tip")),
    "important": ("bookmark", pgettext_lazy("kind of callout", "Important")),
    "known": ("megaphone", _("We know of this")),
    "warning": ("triangle-alert", pgettext_lazy("kind of callout", "Warning")),
    "danger": ("octagon-alert", pgettext_lazy("kind of callout", "Danger")),
}
"""Kind → its icon, and what the icon says to whoever cannot see it."""

_OTHERS = {
    "note": "note info abstract summary tldr todo question help faq example quote cite secondary",
    "tip": "tip hint success check done",
    "important": "important",
    "known": "known announcement bug",
    "warning": "warning caution attention",
    "danger": "danger error failure fail missing",
}
_OF = {word: kind for kind, words in _OTHERS.items() for word in words.split()}


def kind_of(word: str) -> str | None:
    """Our kind for the word that MkDocs, Docusaurus, GitHub or we use, None where it is none of theirs."""
    return _OF.get(word.lower())

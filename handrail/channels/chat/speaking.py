"""Which of our languages a visitor reads."""

from __future__ import annotations

from django.conf import settings

_OURS = frozenset(code for code, _name in settings.LANGUAGES)


def language_of(told: str) -> str:
    """The one of ours that a language tag (BCP 47) names; English for all others."""
    code = told.strip().lower().replace("_", "-").partition("-")[0]
    return code if code in _OURS else "en"

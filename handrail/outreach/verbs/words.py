"""Words by language, as forms send them."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def tidied(text: str) -> str:
    """Without what no database keeps, with one kind of line end, without blanks around."""
    return text.replace("\r\n", "\n").replace("\x00", "").strip()


def by_language(told: Mapping[str, str], *, longest: int) -> dict[str, str]:
    """What was written, by language; what is empty is left out. Raises ValidationError for too long ones."""
    words = {code: tidied(text) for code, text in told.items()}
    if any(len(text) > longest for text in words.values()):
        raise ValidationError(_("Write at most %(most)s characters.") % {"most": longest})
    return {code: text for code, text in words.items() if text}

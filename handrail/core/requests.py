"""How Django reads our requests."""

from __future__ import annotations

from datetime import datetime

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime


def whole_number(text: str, digits: int = 9) -> int | None:
    """The number that a form or an address names in so many digits at most; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def posted_number(request: HttpRequest, name: str) -> int:
    """The number in a field of a posted form; 0, the key of nothing, for anything else."""
    return whole_number(request.POST.get(name, "")) or 0


def typed_moment(text: str) -> datetime | None:
    """The moment (aware) that somebody typed or chose on their own clock; None for what is none."""
    try:
        moment = parse_datetime(text)
        return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment
    except (ValueError, OverflowError):
        return None


class Utf8Request(WSGIRequest):
    """Forms and addresses are read as UTF-8, whatever charset a request claims.

    Our pages are UTF-8, so browsers send UTF-8 (WHATWG HTML, 4.10.21.5). Django would believe a claim such
    as `rot13`, which decodes nothing, or `unicode_escape`, which makes characters no database keeps.
    """

    @property
    def encoding(self) -> str:
        """Always UTF-8; what Django reads in Content-Type and sets here is dropped."""
        return "utf-8"

    @encoding.setter
    def encoding(self, claimed: str | None) -> None:
        pass

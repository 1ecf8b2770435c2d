"""The styleguide: every component in every state, for those who build pages."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.ui.fragments import render

TOKENS = (
    *("paper", "sunken", "deep", "line", "line-2", "control", "ink", "ink-2", "ink-3"),
    *("accent", "accent-soft", "note", "risk", "late", "fine"),
)
PEOPLE = ("Ada", "Ben", "Cleo", "Dora", "Emil", "Лавка «Маяк»", "متجر النور", "灯台商店")


@login_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the components; nothing here comes from the database."""
    now = timezone.now()
    times = [now - timedelta(minutes=minutes) for minutes in (0, 18, 150, 1500, 6000, 60_000, 600_000)]
    priorities = [("low", _("Low")), ("normal", _("Normal")), ("high", _("High")), ("urgent", _("Urgent"))]
    context = {"tokens": TOKENS, "people": PEOPLE, "times": times, "priorities": priorities}
    return render(request, "ui/styleguide.html", context)

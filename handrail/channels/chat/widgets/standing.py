"""What visitors see of a widget right now, and what it comes from: each reason with what would change it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent
from handrail.channels.chat.models import Widget
from handrail.channels.chat.open import Facts, Open, facts_of, says_to_visitors, state_of
from handrail.channels.chat.widgets.finding import visible_to, widget_or_404
from handrail.ui.fragments import render


@dataclass(frozen=True)
class Standing:
    """How a widget stands now; `says` is what visitors read on the pages that show it."""

    widget: Widget
    open: Open
    facts: Facts
    says: str

    @property
    def closes_at_late(self) -> int | None:
        """More late mails than these close the chat; None: none do."""
        late = self.widget.shown.get("late")
        return None if late is None else int(late)

    @property
    def is_shown_everywhere(self) -> bool:
        """Whether no rule about pages and phases hides the button."""
        return not any(self.widget.shown.get(key) for key in ("pages", "not_pages", "phases"))


def standing_of(widget: Widget) -> Standing:
    """How it stands on a page that shows it, as every visitor finds it; two seconds old at most."""
    facts = facts_of(widget)
    phase = next(iter(widget.shown.get("phases") or []), "")
    found = state_of(widget, timezone.now(), facts, phase=phase)
    return Standing(widget, found, facts, says_to_visitors(found, widget))


def closed_to_visitors(agent: Agent) -> list[Standing]:
    """Of the widgets whose chats the agent might take those where visitors are not told that we are here."""
    return [one for one in _standings(visible_to(agent).filter(is_active=True)) if not one.open.is_open]


def standings_for(agent: Agent) -> list[Standing]:
    """All widgets of the mailboxes that the agent may see."""
    return _standings(visible_to(agent))


def _standings(widgets: Iterable[Widget]) -> list[Standing]:
    return [standing_of(one) for one in widgets]


@require_safe
@for_admins
def now(request: HttpRequest, agent: Agent, pk: int = 0) -> HttpResponse:
    """The lines about what visitors see now, of one widget or of all, for a page that asks again."""
    found = [standing_of(widget_or_404(agent, pk))] if pk else standings_for(agent)
    return render(request, "chat/now.html", {"standings": found})

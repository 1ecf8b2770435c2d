"""The mark of a promise in a list: a ring of what is left, the time in one unit, a word for who listens.

It counts by the clock on the wall: from when the customer began to wait to when the reply is due. The island
`times.ts` keeps it true by the same rules.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup

from handrail.ui.icons import icon
from handrail.ui.words import exact, soon, waited, when

AT_RISK = 0.25  # of the time left
_MARK = Markup(
    '<time class="due" data-state="{state}" data-fresh="due" datetime="{at}" data-since="{since}"'
    ' title="{title}">'
    '<svg class="ring" viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6"/>'
    '<circle class="left" cx="8" cy="8" r="6" pathLength="100" stroke-dasharray="{share} 100"/></svg>{late}'
    '<span aria-hidden="true">{short}</span><span class="sr">{said}</span></time>'
)


def due_mark(at: datetime, since: datetime | None) -> Markup:
    """The mark of a reply that is due at a moment, for a customer who waits since another."""
    now = timezone.now()
    left = share_left(at, since or now, now)
    state = "late" if at <= now else "risk" if left <= AT_RISK else "fine"
    amount = waited(at, now) if state == "late" else waited(now, at)
    return _MARK.format(
        state=state,
        at=at.isoformat(),
        since=(since or now).isoformat(),
        title=_("Reply by %(time)s") % {"time": exact(at)},
        share=round(left * 100),
        late=icon("circle-alert"),
        short=f"−{amount}" if state == "late" else amount,
        said=said(state, amount),
    )


def share_left(at: datetime, since: datetime, now: datetime) -> float:
    """How much of the time between is left, from 1 to 0."""
    whole = max(at - since, timedelta(minutes=1))
    return min(max((at - now) / whole, 0.0), 1.0)


def said(state: str, amount: str) -> str:
    """The mark for who cannot see it."""
    if state == "late":
        return _("Reply late by %(amount)s") % {"amount": amount}
    if state == "risk":
        return _("Reply due soon, in %(amount)s") % {"amount": amount}
    return _("Reply due in %(amount)s") % {"amount": amount}


def due_time(at: datetime) -> str:
    """When a reply is due, quietly: due 14:20, due Tue 09:00; what is over says so: was due Tue 09:00."""
    if at < timezone.now():
        return _("was due %(time)s") % {"time": when(at)}
    is_today = timezone.localdate() == timezone.localtime(at).date()
    return _("due %(time)s") % {"time": when(at) if is_today else soon(at)}

"""When an answer can be expected, said honestly: what the mailbox promises, and when it is looked after."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.accounts.models import Mailbox
from handrail.conversations.models import Priority
from handrail.routing.hours import Hours, is_open, opens_next
from handrail.routing.models import hours_of
from handrail.routing.promises import promised
from handrail.routing.waits import when_back


def expected_reply(mailbox: Mailbox, language: str, at: datetime | None = None) -> str:
    """A sentence or two in the active language, nothing where nothing is promised and no hours are known.

    The time counts within the hours of the promise, so it is said with them: nobody is told "4 hours" on a
    Friday evening who will hear on Monday.
    """
    at, hours, promise = at or timezone.now(), hours_of(mailbox.pk), promised(mailbox.pk, Priority.NORMAL)
    parts = []
    if hours is not None and not is_open(hours, at) and (back := opens_next(hours, at)):
        parts.append(_("We are away now and back on %(time)s.") % {"time": when_back(back, hours, language)})
    if promise and promise.first:
        parts.append(_first_reply(promise.first, promise.hours))
    return " ".join(parts)


def _first_reply(first: timedelta, hours: Hours | None) -> str:
    minutes = int(first.total_seconds() // 60)
    if minutes < 120:
        length = ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    else:
        count = -(-minutes // 60)
        length = ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}
    if hours is None:
        return _("We answer first messages within %(length)s.") % {"length": length}
    return _("We answer first messages within %(length)s of our opening hours.") % {"length": length}

"""What is known of a wait, as sentences: the one home of these words, for all pages and mails."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_skeleton, get_timezone_gmt
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from handrail.accounts.models import Mailbox
from handrail.routing.hours import Hours, is_open, opens_next
from handrail.routing.models import hours_of
from handrail.ui.words import locale_of

_DAY = "MMMMEEEEd"  # weekday, day and month, in the order of the language (CLDR skeleton)


def waits_said(mailbox: Mailbox, channel: str, language: str, at: datetime | None = None) -> str:
    """When somebody who asks now (or `at`, aware) may expect a first answer by a person.

    A sentence or two in that language, English where we have no words in it; never empty.
    """
    at, hours = at or timezone.now(), hours_of(mailbox.pk)
    with translation.override(language):
        back = None if hours is None or is_open(hours, at) else opens_next(hours, at)
        parts = []
        if hours is not None and back is not None:
            when = when_back(back, hours, language)
            parts.append(_("We are away now and back on %(time)s.") % {"time": when})
        parts.append(_("We do not know yet how long an answer takes."))
        return " ".join(parts)


def when_back(at: datetime, hours: Hours, language: str) -> str:
    """A day and a time as a language writes them, in the zone of the hours: Monday 30 November, 09:00.

    English as most of the world writes it; in a language whose dates are not known, as ISO 8601 does.
    """
    local, locale = at.astimezone(hours.zone), locale_of(language)
    if locale is None:
        return local.isoformat(" ", "minutes")
    bare = local.replace(tzinfo=None)
    day, clock = format_skeleton(_DAY, bare, locale=locale), format_skeleton("Hm", bare, locale=locale)
    return f"{day}, {clock} ({get_timezone_gmt(local, 'long', locale=locale)})"

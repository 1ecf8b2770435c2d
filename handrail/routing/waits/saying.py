"""What is known of a wait, as sentences: the one home of these words, for all pages and mails."""

from __future__ import annotations

from datetime import datetime, timedelta

from babel.dates import format_skeleton, get_datetime_format, get_timezone_gmt
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.accounts.models import Mailbox
from handrail.conversations.models import Conversation, Priority
from handrail.core.remembered import remembered
from handrail.routing.hours import Hours, closed_until, is_open
from handrail.routing.models import WaitCase, WaitStatement, hours_of
from handrail.routing.promises import promised
from handrail.routing.waits.standing import closest, told_at
from handrail.ui.words import locale_of, soon

_DAY = "MMMMEEEEd"  # weekday, day and month, in the order of the language (CLDR skeleton)
# Minutes to which a length is rounded, always up; from a day on, whole days.
_STEPS = (
    *(1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90),
    *(120, 180, 240, 300, 360, 420, 480, 600, 720, 900, 1080, 1260, 1440),
)
_QUARTER = timedelta(minutes=15)


def waits_said(mailbox: Mailbox, channel: str, language: str, at: datetime | None = None) -> str:
    """When somebody who asks now (or `at`, aware) may expect a first answer by a person.

    Some sentences in that language, English where we have no words in it: when somebody is there again, what
    is promised, how long it takes of late, or that we do not know yet. Never empty.
    """
    at, hours = at or timezone.now(), hours_of(mailbox.pk)
    with translation.override(language):
        back, parts = closed_until(hours, at), []
        if hours is not None and back is not None:
            when = when_back(back, hours, language)
            parts.append(_("We are away now and back on %(time)s.") % {"time": when})
        if known := _known(mailbox, channel, language, hours, at):
            return " ".join([*parts, known])
        promise = promised(mailbox.pk, Priority.NORMAL)
        if promise and promise.first:
            parts.append(_first_reply(promise.first, promise.hours))
        return " ".join([*parts, _("We do not know yet how long an answer takes.")])


def answered_within(
    mailbox: Mailbox, channel: str, language: str, at: datetime | None = None
) -> timedelta | None:
    """How long those wait at most, half of the time, who ask in this very channel now; None: nobody knows."""
    own = (one for one in _statements(mailbox.pk) if one.channel == channel)
    statement = closest(own, channel, language)
    if statement is None or told_at(statement, at or timezone.now()) is None or statement.half_by is None:
        return None
    return statement.half_by - statement.at


def answered_by(mailbox: Mailbox, channel: str, language: str, at: datetime | None = None) -> datetime | None:
    """By when half of those who write now are answered, to the next quarter of an hour; None: unknown."""
    statement = closest(_statements(mailbox.pk), channel, language)
    times = told_at(statement, at or timezone.now()) if statement else None
    return _up(times[0]) if times else None


def expected_by(conversation: Conversation, at: datetime | None = None) -> datetime | None:
    """By when nine of ten are answered who asked when this customer did, to the next quarter of an hour.

    None: it is not known, or a person has answered; nothing is known of later answers.
    """
    at, case = at or timezone.now(), WaitCase.objects.filter(pk=conversation.pk).first()
    if case is None:  # it came since the round that gathers them
        statements = _statements(conversation.mailbox_id)
        statement = closest(statements, conversation.channel, conversation.language or "")
        times = told_at(statement, at) if statement else None
        return _up(times[1]) if times else None
    is_open = case.answered_at is None and case.left_at is None
    return _up(case.most_by) if is_open and case.most_by else None


def _known(mailbox: Mailbox, channel: str, language: str, hours: Hours | None, at: datetime) -> str:
    statement = closest(_statements(mailbox.pk), channel, language)
    return statement_said(statement, hours, at) if statement else ""


def statement_said(statement: WaitStatement, hours: Hours | None, at: datetime) -> str:
    """What a statement says to whoever asks at a moment, in the active language; empty: it is not known."""
    times = told_at(statement, at)
    if times is None:
        return ""
    if hours is not None and not is_open(hours, at):
        return _by(*times, hours)
    return _within(*(time - at for time in times))


@remembered
def _statements(mailbox: int) -> list[WaitStatement]:
    return list(WaitStatement.objects.filter(mailbox=mailbox))


def _within(half: timedelta, most: timedelta) -> str:
    usual, longest = length_said(half), length_said(most)
    if usual == longest:
        return _("9 of 10 first answers come within %(length)s.") % {"length": longest}
    return _("A first answer comes usually within %(usual)s; 9 of 10 answers come within %(longest)s.") % {
        "usual": usual,
        "longest": longest,
    }


def _by(half: datetime, most: datetime, hours: Hours) -> str:
    """On the clock of the team: nobody is told "17 hours" in the evening."""
    with timezone.override(hours.zone):
        usual, longest = soon(_up(half)), soon(_up(most))
    if usual == longest:
        return _("9 of 10 first answers to what comes now are there by %(time)s.") % {"time": longest}
    told = _(
        "A first answer to what comes now is usually there by %(usual)s; 9 of 10 answers come by %(longest)s."
    )
    return told % {"usual": usual, "longest": longest}


def _up(moment: datetime) -> datetime:
    """The quarter of an hour that is not before it."""
    past = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment + (_QUARTER - past if past else past)


def rounded_up(length: timedelta) -> int:
    """The minutes that are said for a length: never less than it lasts, and as few different ones as people
    use.
    """
    minutes = length.total_seconds() / 60
    fitting = next((step for step in _STEPS if minutes <= step), None)
    return fitting or -int(-minutes // 1440) * 1440


def length_said(length: timedelta) -> str:
    """A length as it is said, rounded up: 45 minutes, 3 hours, 2 days."""
    minutes = rounded_up(length)
    if minutes < 120 and minutes != 60:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    if minutes < 1440 * 2:
        hours = -(-minutes // 60)
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return ngettext("%(count)s day", "%(count)s days", minutes // 1440) % {"count": minutes // 1440}


def _first_reply(first: timedelta, hours: Hours | None) -> str:
    """What is promised; within the hours of the promise, so that nobody hears "4 hours" who will hear on
    Monday.
    """
    length = length_said(first)
    if hours is None:
        return _("We answer first messages within %(length)s.") % {"length": length}
    return _("We answer first messages within %(length)s of our opening hours.") % {"length": length}


def when_back(at: datetime, hours: Hours, language: str) -> str:
    """A day and a time as a language writes them, in the zone of the hours: Monday 30 November, 09:00.

    English as most of the world writes it; in a language whose dates are not known, as ISO 8601 does.
    """
    local, locale = at.astimezone(hours.zone), locale_of(language)
    if locale is None:
        return local.isoformat(" ", "minutes")
    bare = local.replace(tzinfo=None)
    day, clock = format_skeleton(_DAY, bare, locale=locale), format_skeleton("Hm", bare, locale=locale)
    together = str(get_datetime_format("medium", locale)).format(clock, day)  # with the comma of the language
    return f"{together} ({get_timezone_gmt(local, 'long', locale=locale)})"

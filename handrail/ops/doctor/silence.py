"""When a mailbox is unusually silent: arithmetic on its own habit, and the statement that learns it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

_NEVER_BEFORE = timedelta(hours=24)  # a day without mail is nothing
_LEAST_MAILS = 10  # fewer are no habit
_TIMES_THE_USUAL, _TIMES_THE_LONGEST = 4, 1.5
_NEWEST = 1000  # mails of a mailbox that are looked at, of its last 30 days


@dataclass(frozen=True)
class Habit:
    """How mail came in its last 30 days: how many, from first to last, and the longest gap between."""

    mails: int
    span: timedelta
    longest: timedelta


@dataclass(frozen=True)
class Post:
    """A mailbox that gets mail: how long ago its newest mail came, and how it usually comes."""

    mailbox: int
    address: str
    silent: timedelta
    habit: Habit


def longest_usual(habit: Habit) -> timedelta | None:
    """How long a mailbox of this habit may be silent; None when too little is known of it.

    The longest gap counts because mail rests at the weekend, whatever the usual gap on a working day.
    """
    if habit.mails < _LEAST_MAILS:
        return None
    usual = habit.span / (habit.mails - 1)
    return max(_NEVER_BEFORE, _TIMES_THE_USUAL * usual, _TIMES_THE_LONGEST * habit.longest)


def is_unusual(silent: timedelta, habit: Habit) -> bool:
    """Whether `silent` is longer than this habit explains; a new or quiet mailbox is never blamed."""
    longest = longest_usual(habit)
    return longest is not None and silent > longest


# The newest mails are found by the unique index of UIDs, those that were brought to us by one of their own,
# however many there are in all.
_POST = f"""
    SELECT mailbox.id, mailbox.address, extract(epoch FROM now() - max(newest.at))::float8, count(*),
        extract(epoch FROM max(newest.at) - min(newest.at))::float8,
        extract(epoch FROM coalesce(max(newest.gap), interval '0'))::float8
    FROM email_connection link
    JOIN accounts_mailbox mailbox ON mailbox.id = link.mailbox_id
    CROSS JOIN LATERAL (
        SELECT at, at - lag(at) OVER (ORDER BY at) AS gap
        FROM (
            SELECT received_at AS at, max(received_at) OVER () AS last FROM (
                (SELECT received_at FROM email_incomingmail mail
                WHERE link.incoming = 'imap' AND mail.mailbox_id = link.mailbox_id
                    AND mail.folder = link.imap_folder AND mail.uid_validity = link.uid_validity
                ORDER BY mail.uid DESC LIMIT {_NEWEST})
                UNION ALL
                (SELECT received_at FROM email_incomingmail mail
                WHERE link.incoming <> 'imap' AND mail.mailbox_id = link.mailbox_id
                    AND mail.source IN ('esp', 'drop')
                ORDER BY mail.id DESC LIMIT {_NEWEST})
            ) fetched
            WHERE received_at <= now()
        ) past
        WHERE at > last - interval '30 days'
    ) newest
    WHERE link.is_active AND (link.imap_host <> '' OR link.incoming <> 'imap')
    GROUP BY mailbox.id, mailbox.address
"""  # noqa: S608


def post() -> list[Post]:
    """Every connected mailbox that ever got mail, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_POST)
        rows = cursor.fetchall()
    return [
        Post(mailbox, address, _seconds(silent), Habit(mails, _seconds(span), _seconds(longest)))
        for mailbox, address, silent, mails, span, longest in rows
    ]


def _seconds(seconds: float) -> timedelta:
    return timedelta(seconds=max(0.0, seconds))

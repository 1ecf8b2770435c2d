"""Why mails are held: kept in English, as a log is, and shown in the reader's language."""

from __future__ import annotations

import re
from functools import lru_cache

from django.utils.translation import gettext, gettext_noop

SENTENCES = (
    gettext_noop("The mail is empty."),
    gettext_noop("The mail is larger than %(limit)s MB."),
    gettext_noop("It has more than %(limit)s lines."),
    gettext_noop("It has more than %(limit)s headers."),
    gettext_noop("One of its headers is longer than %(limit)s kB."),
    gettext_noop("It has more than %(limit)s parts."),
    gettext_noop("Its parts are nested more than %(limit)s deep."),
    gettext_noop("Its parts unpack to more than %(limit)s MB."),
    gettext_noop("It has more than %(limit)s links."),
    gettext_noop("It is addressed to more than %(limit)s people."),
    gettext_noop("Reading it takes longer than %(limit)s seconds."),
    gettext_noop("It was sent by this Handrail itself: a forwarding rule leads back here."),
    gettext_noop("%(limit)s while it was read; process it again after an update."),
    gettext_noop("An answer to a notification. Its address is not exactly one that was signed here."),
    gettext_noop("An answer to a notification. Its address is not known any more."),
    gettext_noop("An answer to a notification. Its agent does not work here any more."),
    gettext_noop("An answer to a notification. Its sender is not the agent who was notified."),
    gettext_noop("An answer to a notification. The agent's address is not confirmed, or has changed."),
    gettext_noop("An answer to a notification. DMARC does not prove its sender."),
    gettext_noop("An answer to a notification. It came by a list."),
    gettext_noop("An answer to a notification. It was imported: answers count when they arrive."),
    gettext_noop("An answer to a notification. Its address was used before."),
    gettext_noop("An answer to a notification. Its address was older than 7 days."),
    gettext_noop(
        "An answer to a notification. The agent may not see the conversation any more, or it was erased."
    ),
    gettext_noop("An answer to a notification. The agent's role writes no notes."),
    gettext_noop(
        "An answer to a notification. It is not certain what is new in it, and the agent has a draft."
    ),
    gettext_noop(
        "An answer to a notification. It is not certain what is new in it, and it does not fit a draft."
    ),
)


def why_held(reason: str) -> str:
    """The reason in the reader's language; one that no sentence here says, as it was kept."""
    for pattern, sentence in _patterns():
        if found := pattern.fullmatch(reason):
            return gettext(sentence) % found.groupdict()
    return reason


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(re.escape(one).replace(re.escape("%(limit)s"), r"(?P<limit>[\w.]+)")), one)
        for one in SENTENCES
    ]

"""How the sample's mailboxes are set: hours, promises, a signature, acknowledgements in two languages."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from handrail.accounts.models import Mailbox
from handrail.channels.email.models import AcknowledgementText, Connection, Outgoing, WayOut
from handrail.channels.email.verbs import connect_mailbox, dress_mails, set_acknowledgement
from handrail.conversations.models import Priority
from handrail.routing.hours import Slot
from handrail.routing.models import Promise
from handrail.routing.models.hours import Holiday
from handrail.routing.verbs import set_hours, set_promises

SIGNATURE = """**{agent}**
{mailbox} · [lamp.example/docs](https://lamp.example/docs)"""
_ENGLISH = dict(
    language="en",
    subject="We have received your message [#{number}]",
    within="""Hello,

your message has arrived. One of us will read it today.

If you would like to add something, simply answer this mail.

{mailbox}""",
    outside="""Hello,

your message has arrived, and we are at home just now. We are back on {back}.

If you would like to add something, simply answer this mail.

{mailbox}""",
)
_FRENCH = dict(
    language="fr",
    subject="Nous avons bien reçu votre message [#{number}]",
    within="""Bonjour,

votre message est bien arrivé. L'un de nous le lira aujourd'hui.

Pour ajouter quelque chose, répondez simplement à ce courriel.

{mailbox}""",
    outside="""Bonjour,

votre message est bien arrivé, mais nous ne sommes pas au bureau. Nous serons de retour le {back}.

Pour ajouter quelque chose, répondez simplement à ce courriel.

{mailbox}""",
)
_NOON, _EVENING = 12 * 60, 17 * 60
_WEEK = [Slot(day, 9 * 60, _NOON) for day in range(5)] + [Slot(day, 13 * 60, _EVENING) for day in range(4)]
_HOLIDAYS = [
    Holiday(date(year, month, day), name)
    for year in (2026, 2027, 2028)
    for month, day, name in ((1, 1, "New Year's Day"), (5, 1, "Labour Day"), (12, 25, "Christmas Day"))
] + [Holiday(date(2026, 12, 24), "Christmas Eve", (Slot(3, 9 * 60, _NOON),))]
_PROMISES = (
    (Priority.URGENT, 240, 480),
    (Priority.HIGH, 480, 480),
    (Priority.NORMAL, 24 * 60, 24 * 60),
)  # minutes


def dress(mailbox: Mailbox) -> None:
    """Set a mailbox that nobody has set yet. What it sends stays here, to be looked at and answered."""
    if Outgoing.objects.filter(mailbox=mailbox).exists():
        return
    set_hours(mailbox, time_zone=mailbox.time_zone, slots=_WEEK, holidays=_HOLIDAYS)
    promises = [
        Promise(priority=level, first_reply=first, next_reply=following)
        for level, first, following in _PROMISES
    ]
    set_promises(mailbox, promises=promises)
    dress_mails(mailbox, signature=SIGNATURE, history="")
    connect_mailbox(mailbox, outgoing=WayOut.PRACTICE)
    Connection.objects.filter(mailbox=mailbox).update(checked_at=timezone.now())
    texts = [AcknowledgementText(**told) for told in (_ENGLISH, _FRENCH)]
    set_acknowledgement(mailbox, is_on=False, texts=texts)

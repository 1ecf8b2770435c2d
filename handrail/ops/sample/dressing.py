"""How the sample's mailboxes are set: office hours, a signature, acknowledgements in two languages."""

from __future__ import annotations

from datetime import date

from handrail.accounts.models import Mailbox
from handrail.channels.email.models import AcknowledgementText, Outgoing
from handrail.channels.email.verbs import dress_mails, set_acknowledgement
from handrail.routing.hours import Slot
from handrail.routing.verbs import set_hours

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
    date(year, month, day) for year in (2026, 2027, 2028) for month, day in ((1, 1), (5, 1), (12, 25))
]


def dress(mailbox: Mailbox) -> None:
    """Set a mailbox that nobody has set yet. The acknowledgement stays off: a sample writes to nobody."""
    if Outgoing.objects.filter(mailbox=mailbox).exists():
        return
    set_hours(mailbox, time_zone=mailbox.time_zone, slots=_WEEK, holidays=_HOLIDAYS)
    dress_mails(mailbox, signature=SIGNATURE, history="")
    texts = [AcknowledgementText(**told) for told in (_ENGLISH, _FRENCH)]
    set_acknowledgement(mailbox, is_on=False, texts=texts)

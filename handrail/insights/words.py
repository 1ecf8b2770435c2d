"""How outcomes and the three numbers are called, and what each of them means: one text for page, files and
search.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handrail.insights.outcomes import ASSISTED, CONTAINED, DEFLECTED, RESOLVED, Outcome


@dataclass(frozen=True)
class Told:
    """A name, and the definition that stands beside it."""

    label: str | Promise
    definition: str | Promise


OUTCOMES = {
    Outcome.READING: Told(
        _("Read, and not sent"),
        _("An answer was shown before something was sent; the asker said that it helped, and sent nothing."),
    ),
    Outcome.CONFIRMED: Told(
        _("The assistant, confirmed"),
        _("The assistant answered and the customer said that it helped. Nobody has had to answer since."),
    ),
    Outcome.UNKNOWN: Told(
        _("The assistant, unknown"),
        _("The assistant answered and the customer said nothing for a day. It counts as settled nowhere."),
    ),
    Outcome.HANDED: Told(
        _("Handed over"), _("The assistant handed it to a person, who has not settled it yet.")
    ),
    Outcome.AFTER: Told(
        _("A person, after the assistant"), _("It was handed over, and is closed: by a person or a time-out.")
    ),
    Outcome.PERSON: Told(
        _("A person, from the start"),
        _("The assistant had no part in it, and it is closed: by a person or a time-out."),
    ),
    Outcome.OPEN: Told(
        _("Not settled yet"), _("It waits for us, for the customer, or the assistant still answers.")
    ),
}


@dataclass(frozen=True)
class Number:
    """A share of contacts: those with an outcome of `part` among those with one of `whole`."""

    key: str
    label: str | Promise
    definition: str | Promise
    part: tuple[Outcome, ...]
    whole: tuple[Outcome, ...]


NUMBERS = (
    Number(
        "containment",
        _("Containment"),
        _("Of all that the assistant has had and is done with: no person came to it, helpful or not."),
        CONTAINED,
        ASSISTED,
    ),
    Number(
        "resolution",
        _("Resolution"),
        _("Of all that the assistant has had and is done with: the customer said that it helped."),
        RESOLVED,
        ASSISTED,
    ),
    Number(
        "deflection",
        _("Deflection"),
        _("Of all who came to us: an answer helped them before they sent anything; they said so."),
        DEFLECTED,
        tuple(Outcome),
    ),
)

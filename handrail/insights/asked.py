"""Which contacts one asks for: a stretch of whole weeks, and what they have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Self
from urllib.parse import urlencode

from handrail.conversations.queries.filters.printing import show
from handrail.conversations.queries.filters.tree import Filter, Term
from handrail.core.requests import whole_number
from handrail.insights.outcomes import Outcome

WEEKS = (13, 4, 52)  # the first is meant where none is chosen
NONE = "none"  # a language or product that is not known


@dataclass(frozen=True)
class Asked:
    """The last `weeks` weeks up to `today` (UTC), which is in the last of them; empty means every one.

    `mailbox` is a key as text, `product` the key of one. Weeks begin on Monday (ISO 8601).
    """

    today: date
    weeks: int = WEEKS[0]
    channel: str = ""
    language: str = ""
    mailbox: str = ""
    product: str = ""

    @classmethod
    def of(cls, told: Mapping[str, Any], today: date) -> Self:
        """As an address says it; what it cannot mean is the usual one."""
        said = {name: str(told.get(name, ""))[:64] for name in ("channel", "language", "mailbox", "product")}
        weeks = next((count for count in WEEKS if str(told.get("weeks")) == str(count)), WEEKS[0])
        said["mailbox"] = str(whole_number(said["mailbox"]) or "")
        return cls(today, weeks, **{name: value.replace("\x00", "") for name, value in said.items()})

    @property
    def first(self) -> date:
        """The first day."""
        return self.today - timedelta(days=self.today.weekday(), weeks=self.weeks - 1)

    @property
    def knows_readers(self) -> bool:
        """Whether those who sent nothing can be among them: of them no mailbox and no product is known."""
        return not (self.mailbox or self.product)

    def before(self) -> Asked:
        """As many days before it, with the same days of the week."""
        return replace(self, today=self.today - timedelta(weeks=self.weeks))

    def address(self, **other: object) -> str:
        """What stands after the question mark."""
        names = ("weeks", "channel", "language", "mailbox", "product")
        told = {name: getattr(self, name) for name in names} | other
        return urlencode({name: value for name, value in told.items() if value not in ("", None)})

    def question(self, outcomes: tuple[Outcome, ...], mailbox: str = "") -> str:
        """What search is asked to list these contacts that have a conversation; `mailbox` is the name of
        it.
        """
        listed = tuple(str(outcome) for outcome in outcomes if outcome != Outcome.READING)
        terms = [("outcome", listed), ("began", (f"{self.first}..{self.today}",))]
        named = {"channel": self.channel, "lang": self.language, "in": mailbox, "product": self.product}
        terms += [(name, (value,)) for name, value in named.items() if value]
        return show(Filter(tuple(Term(name, values) for name, values in terms)))

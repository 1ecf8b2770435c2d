"""Where a reader finds a person, and where a customer signs in: lists that rooms with such pages join."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from handrail.accounts.models import Mailbox
from handrail.core.remembered import remembered
from handrail.helpcenter.models import Site

MOST_READ = 5  # articles that the way to a person carries along, in its address and nowhere else

Doors = list[Callable[[Site], str]]
ASK: Doors = []
"""Each says an address on this installation at which somebody can be asked, or nothing; the first counts."""
SIGN_IN: Doors = []
"""Each says at which address customers sign in, or nothing."""
COMMENTS: Doors = []
"""Each says at which address a comment on an article is taken (it is posted there), or nothing."""
SUPPORT: Doors = []
"""Each says what stands behind `/help/<language>/` of a page about how support is reached now, or nothing."""


@dataclass(frozen=True)
class Ways:
    """Addresses, empty where there is none: of a person, of the sign-in of customers, of comments; and the
    rest of the address of the page about support.
    """

    ask: str
    sign_in: str
    comments: str
    support: str = ""


@remembered
def ways_from(site: Site) -> Ways:
    """How readers of a site reach us; asked anew after two seconds, like all that admins set."""
    return Ways(_ask_at(site), _first(SIGN_IN, site), _first(COMMENTS, site), _first(SUPPORT, site))


def _first(doors: Doors, site: Site) -> str:
    return next(filter(None, (door(site) for door in doors)), "")


def _ask_at(site: Site) -> str:
    """Where people are asked: what the site says, else the first form or the portal, else a mailbox."""
    if site.ask_at:
        return site.ask_at
    if door := _first(ASK, site):
        return door
    mailbox = Mailbox.objects.order_by("pk").values_list("address", flat=True).first()
    return f"mailto:{mailbox}" if mailbox else ""


def read_before(told: str) -> list[int]:
    """The articles that an address carries (`12.7.3`, the newest last), at most the last five."""
    found = [int(one) for one in told[:200].split(".") if one.isascii() and one.isdigit() and len(one) < 16]
    return list(dict.fromkeys(found))[-MOST_READ:]


def with_articles(address: str, articles: list[int], language: str) -> str:
    """The address of a person, with the articles that were read before."""
    if address.startswith("mailto:"):
        return address
    told = {"lang": language} | ({"articles": ".".join(map(str, articles))} if articles else {})
    return f"{address}{'&' if '?' in address else '?'}{urlencode(told)}"

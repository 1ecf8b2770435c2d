"""Who looks at a conversation or writes in it, as an open page is told: circles, the reader left out."""

from __future__ import annotations

from collections.abc import Collection

from handrail.core.live import VISITOR, Event, Page, Registry, Seat
from handrail.ui.words import hue, initials

NAMED = 20  # of more people in one circle only the number is told
CIRCLES = 500  # of more circles at the beginning of a stream the rest is not told


def circle_at(registry: Registry, page: Page, but: int) -> dict[str, object]:
    """One conversation's circle: the people as an avatar needs them, what they write, and how many more."""
    people = [seat for seat in registry.people(page) if seat.agent != but]
    people.sort(key=lambda seat: not registry.writers.what(page, seat.agent))  # who writes comes first
    named = [_person(seat, registry.writers.what(page, seat.agent)) for seat in people[:NAMED]]
    circle = {"number": page.number, "people": named, "more": len(people) - len(named)}
    return circle | {"visitor": "writes"} if registry.writers.what(page, VISITOR) else circle


def _person(seat: Seat, writes: str) -> dict[str, object]:
    facts = {"id": seat.agent, "name": seat.name, "initials": initials(seat.name), "hue": hue(seat.name)}
    return facts | {"writes": writes} if writes else facts


def circles(
    registry: Registry, mailboxes: Collection[int], but: int, changed: Collection[Page] | None
) -> Event | None:
    """The circles at those pages that lie in the mailboxes; without `changed` all that are not empty."""
    pages = registry.pages() if changed is None else changed
    told = [circle_at(registry, page, but) for page in pages if page.mailbox in mailboxes]
    if changed is None:
        return Event("here", {"whole": True, "circles": [one for one in told if one["people"]][:CIRCLES]})
    return Event("here", {"whole": False, "circles": told}) if told else None

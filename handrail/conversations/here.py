"""Who looks at a conversation, as an open page is told: circles of people, the reader left out."""

from __future__ import annotations

from collections.abc import Collection

from handrail.core.live import Event, Page, Registry
from handrail.ui.words import hue, initials

NAMED = 20  # of more people in one circle only the number is told
CIRCLES = 500  # of more circles at the beginning of a stream the rest is not told


def circle_at(registry: Registry, page: Page, but: int) -> dict[str, object]:
    """One conversation's circle: the people as an avatar needs them, and how many more."""
    people = [seat for seat in registry.people(page) if seat.agent != but]
    named = [
        {"id": seat.agent, "name": seat.name, "initials": initials(seat.name), "hue": hue(seat.name)}
        for seat in people[:NAMED]
    ]
    return {"number": page.number, "people": named, "more": len(people) - len(named)}


def circles(
    registry: Registry, mailboxes: Collection[int], but: int, changed: Collection[Page] | None
) -> Event | None:
    """The circles at those pages that lie in the mailboxes; without `changed` all that are not empty."""
    pages = registry.pages() if changed is None else changed
    told = [circle_at(registry, page, but) for page in pages if page.mailbox in mailboxes]
    if changed is None:
        return Event("here", {"whole": True, "circles": [one for one in told if one["people"]][:CIRCLES]})
    return Event("here", {"whole": False, "circles": told}) if told else None

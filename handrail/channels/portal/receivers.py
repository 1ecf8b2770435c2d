"""Who hears that we have answered: customers who follow a colleague's request."""

from __future__ import annotations

from handrail.conversations.events import Replied
from handrail.conversations.models import Entry
from handrail.core.receivers import receiver


@receiver(Replied)
def tell_followers_later(entry: Entry) -> None:
    """Heard twice, it is told twice; it seldom is."""
    from handrail.channels.portal.following import tell_later

    tell_later(entry.pk)

"""Find a mailbox by what an admin types."""

from __future__ import annotations

from django.db.models import Q

from handrail.accounts.models import Mailbox
from handrail.ops.errors import RefusedError


def mailbox_named(text: str) -> Mailbox:
    """The mailbox of that name or address; refuses with the names there are."""
    found = Mailbox.objects.filter(Q(name__iexact=text) | Q(address__iexact=text)).first()
    if found is None:
        raise RefusedError(f"There is no mailbox “{text}”: {_known()}")
    return found


def only_mailbox() -> Mailbox:
    """The one mailbox there is; refuses when there are none or several."""
    found = list(Mailbox.objects.all()[:2])
    if len(found) != 1:
        raise RefusedError(f"Say which mailbox with --mailbox: {_known()}")
    return found[0]


def _known() -> str:
    names = list(Mailbox.objects.values_list("name", flat=True)[:20])
    return (
        f"known are {', '.join(names)}." if names else "none exists yet; add one with handrail mailbox add."
    )

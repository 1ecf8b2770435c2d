"""Whether agents are shown suggestions."""

from __future__ import annotations

from django.db import transaction

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.assistant.models import Switch
from handrail.core.audit import audit
from handrail.core.remembered import forget_remembered, remembered


@remembered
def suggests() -> bool:
    """Whether agents are shown what the assistant would answer: yes, until a lead says no."""
    found = Switch.objects.filter(pk=1).values_list("suggests", flat=True).first()
    return found is None or found


@needs(May.SETTINGS)
@transaction.atomic
def set_suggests(*, on: bool, by: Agent) -> None:
    """Show it to agents, or not; within two seconds everywhere."""
    Switch.objects.update_or_create(pk=1, defaults={"suggests": on})
    audit(by, "assistant suggestions switched", on=on)
    forget_remembered()

"""Write down who changed a setting or somebody's access."""

from __future__ import annotations

from typing import Protocol

from handrail.core.models import AuditEntry


class Person(Protocol):
    """Whoever changes settings: an agent, seen from the tools' floor."""

    pk: int | None

    def __str__(self) -> str: ...


def audit(by: Person | None, action: str, **data: object) -> AuditEntry:
    """Keep one audit entry in the caller's transaction; `data` must never hold a secret."""
    return AuditEntry.objects.create(
        agent_id=by.pk if by else None, by=str(by) if by else "command line", action=action, data=data
    )

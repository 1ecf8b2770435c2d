"""Write down who changed a setting or somebody's access."""

from __future__ import annotations

from django.db.models import Model

from handrail.core.models import AuditEntry


def audit(by: Model | None, action: str, **data: object) -> AuditEntry:
    """Keep one audit entry in the caller's transaction; `data` must never hold a secret."""
    return AuditEntry.objects.create(
        agent_id=by.pk if by else None, by=str(by) if by else "command line", action=action, data=data
    )

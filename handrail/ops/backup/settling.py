"""The last step of a restore: what may have happened since the backup must not happen twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from handrail.channels.email import tasks
from handrail.channels.email.models import Connection
from handrail.conversations.models import Entry, Message, SendState
from handrail.conversations.verbs import give_up_sending
from handrail.core.audit import audit
from handrail.ops.backup.manifest import Manifest
from handrail.ops.models import Part
from handrail.ops.unfinished import MARK

# Message-IDs are made of an entry's number: those of replies made after the backup must not be made again.
_GAP = 1_000_000


@dataclass(frozen=True)
class Settled:
    """What was changed."""

    unknown: int  # replies that may or may not have left
    paused: int  # mailboxes


def settle(manifest: Manifest, *, paused: bool) -> Settled:
    """Make the restored place ready to start, and take the mark of an unfinished restore away."""
    with transaction.atomic():
        _skip_entries()
        _forget_work()
        unknown = _ask_about_replies(manifest.at)
        stopped = Connection.objects.filter(is_active=True).update(is_active=False) if paused else 0
        facts = {"id": manifest.id, "taken": manifest.at.isoformat(), "unknown": unknown, "paused": paused}
        audit(None, "backup restored", **facts)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {MARK}")
    return Settled(unknown, stopped)


def _ask_about_replies(at: datetime) -> int:
    """Replies that had not left then may have left since; a person looks before they are sent again."""
    taken = at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    says = _("It had not left when the backup of %(time)s was taken; it may have left since.") % {
        "time": taken
    }
    unsent = Message.objects.filter(send_state__in=[SendState.QUEUED, SendState.SENDING]).order_by("pk")
    count = 0
    for message in unsent.select_related("conversation"):
        give_up_sending(message.conversation, entry=message.pk, state=SendState.UNKNOWN, error=says)
        count += 1
    return count


def _forget_work() -> None:
    """Nothing of then runs here; what workers had begun is found and done again, but no mail to an agent."""
    Part.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE task_name = %s AND status IN ('todo', 'doing')",
            [tasks.send_to_agent.name],
        )


def _skip_entries() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [Entry._meta.db_table])
        (sequence,) = cursor.fetchone()
        cursor.execute("SELECT setval(%s::regclass, nextval(%s::regclass) + %s)", [sequence, sequence, _GAP])

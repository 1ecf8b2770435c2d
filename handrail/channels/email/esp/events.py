"""What a service tells of a mail of ours: a bounce, a delay, a complaint. Nobody is followed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from handrail.channels.email.bounces.reasons import (
    group_of_reply,
    group_of_status,
    group_of_vague_words,
    group_of_words,
)
from handrail.channels.email.bounces.recording import message_of_esp_ids, note_report
from handrail.channels.email.bounces.reports import code_in
from handrail.channels.email.reading.letters import Bounce
from handrail.conversations.verbs import Words

LOOK_AGAIN = (15, 60, 300)  # seconds: a service may be quicker than our own note of what it took
_MOST_WORDS = 500
_GROUPS = {"invalid": "address", "bounced": "address", "timed_out": "server", "blocked": "policy",
           "spam": "policy", "unsubscribed": "policy"}  # fmt: skip
_REPORTS = {
    "bounced": "failed",
    "rejected": "failed",
    "failed": "failed",
    "deferred": "delayed",
    "complained": "complaint",
}
_NEVER_SENT = ("rejected", "failed")
_SPARKPOST_SOFT = {"20", "21", "22", "23", "24", "40", "60", "70", "100"}


@dataclass(frozen=True)
class Told:
    """One event in our terms, ready to wait in the queue; `at` is ISO 8601."""

    esp_id: str
    recipient: str
    report: str
    permanent: bool
    group: str
    words: str
    status: str
    at: str

    def as_job(self) -> dict[str, Any]:
        """As arguments of a job."""
        return asdict(self)


def told_of(event: Any) -> Told | None:
    """Anymail's event in our terms; None for what we do not follow: delivered, opened, clicked, …"""
    report = _REPORTS.get(str(event.event_type), "")
    if not report or not event.message_id:
        return None
    words = _visible(event.mta_response or event.description)[:_MOST_WORDS]
    code = code_in(words)
    group = _group(words, code.status, code.reply, str(event.reject_reason or ""))
    soft = code.status.startswith("4") or _is_soft(event.esp_event)
    at = event.timestamp or timezone.now()
    return Told(
        esp_id=_visible(event.message_id).strip("<> ")[:500],
        recipient=_visible(event.recipient)[:320],
        report=report,
        permanent=report == "failed" and group == "address" and not soft,
        group="other" if report == "complaint" else group,
        words=words,
        status=code.status,
        at=min(at, timezone.now()).isoformat(),
    )


def record(esp: str, told: Told) -> bool:
    """Note it where the mail was written, as if a bounce had come; False when the mail is none of ours."""
    message = message_of_esp_ids([told.esp_id], esp)
    if message is None:
        return False
    report: Any = told.report
    bounce = Bounce(
        recipients=(told.recipient,) if told.recipient else (),
        status=told.status,
        permanent=told.permanent,
        reason=told.words,
        group=told.group,
        event=report,
    )
    note_report(message, bounce, Words(text=told.words), datetime.fromisoformat(told.at))
    return True


def _visible(text: Any) -> str:
    """On one line, what can be seen of it: a server that refuses our mail says what it likes, NUL and all."""
    return " ".join("".join(one if one.isprintable() else " " for one in str(text or "")).split())


def _group(words: str, status: str, reply: str, reason: str) -> str:
    """Clear words first, then codes, then what the service makes of it, then hints."""
    by_status = group_of_status(status)
    return (
        group_of_words(words)
        or (by_status if by_status != "other" else None)
        or _GROUPS.get(reason)
        or group_of_reply(reply)
        or group_of_vague_words(words)
        or "other"
    )


def _is_soft(told: Any) -> bool:
    """Whether the service itself says that the address may be right; each has a word of its own."""
    if not isinstance(told, dict):
        return False
    inner = (
        next(iter(told["msys"].values()), {}) if isinstance(told.get("msys"), dict) and told["msys"] else told
    )
    bounce, data = _dict(inner.get("bounce")), _dict(inner.get("event-data"))
    kinds = [inner.get(name) for name in ("Type", "event", "type", "bounce_type", "event_type")]
    return (
        any("soft" in str(kind).lower() or "block" in str(kind).lower() for kind in kinds if kind)
        or str(bounce.get("bounceType", "")) in ("Transient", "Undetermined")
        or inner.get("hard_bounce") is False
        or data.get("severity") == "temporary"
        or str(inner.get("bounce_class", "")) in _SPARKPOST_SOFT
    )


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}

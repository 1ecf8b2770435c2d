"""Bounces and complaints as Amazon SES mails them: one JSON document ("notification contents")."""

from __future__ import annotations

import json
from typing import Any

from handrail.channels.email.bounces.reasons import group_of_status, group_of_words
from handrail.channels.email.bounces.reports import code_in, first_status
from handrail.channels.email.reading.facts import Facts
from handrail.channels.email.reading.letters import Bounce, BounceEvent

_SERVICE = "@sns.amazonaws.com"
_LOOKED_AT = 200_000  # characters
_EVENTS: dict[str, BounceEvent] = {"Bounce": "failed", "Complaint": "complaint", "Delivery": "delivered"}
_LISTS = ("bouncedRecipients", "complainedRecipients", "recipients")
Json = dict[str, Any]


def read_notice(facts: Facts) -> Bounce | None:
    """What such a notice says; None for every other mail, and for one that is cut or unknown."""
    if not facts.sender.address.lower().endswith(_SERVICE):
        return None
    text = facts.text[:_LOOKED_AT].replace("!\n ", "").strip()  # some servers cut long lines like this
    told = _document(text)
    if isinstance(told, dict) and isinstance(told.get("Message"), str):
        told = _document(told["Message"])  # with the envelope of the notification service around it
    event = _EVENTS.get(str(told.get("notificationType"))) if isinstance(told, dict) else None
    return _bounce(told, event) if event else None


def _document(text: str) -> Any:
    try:
        return json.JSONDecoder(strict=False).raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _bounce(told: Json, event: BounceEvent) -> Bounce:
    about = _dict(told.get({"failed": "bounce", "complaint": "complaint"}.get(event, "delivery")))
    people = [one for name in _LISTS for one in _list(about.get(name))][:100]
    details = next((_dict(one) for one in people if isinstance(one, dict)), {})
    words = str(
        details.get("diagnosticCode") or about.get("smtpResponse") or about.get("complaintFeedbackType") or ""
    )
    status = first_status(str(details.get("status", ""))) or code_in(words).status
    group = (group_of_words(words) or group_of_status(status) or "other") if event == "failed" else "other"
    return Bounce(
        recipients=tuple(dict.fromkeys(_address(one) for one in people if _address(one))),
        status=status,
        permanent=event == "failed" and group == "address" and about.get("bounceType") != "Transient",
        reason=words[:500],
        group=group,
        returned_id=_returned_id(_dict(told.get("mail"))),
        event=event,
    )


def _returned_id(mail: Json) -> str:
    named = {
        str(one.get("name", "")).lower(): str(one.get("value", ""))
        for one in map(_dict, _list(mail.get("headers"))[:200])
    }
    return named.get("message-id", "").strip(" <>")


def _address(one: Any) -> str:
    return str(one.get("emailAddress", "")) if isinstance(one, dict) else str(one)


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

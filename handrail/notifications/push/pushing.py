"""Send a notification to an agent's devices, encrypted for each (RFC 8291)."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from http import HTTPStatus
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.utils import translation

from handrail.core.outside import post
from handrail.notifications.models import Notification, Subscription
from handrail.notifications.push.keys import authorization
from handrail.notifications.queries import News, news_among

KEPT_SECONDS = 24 * 3600  # by the push service, for a device that is off
LONGEST = 200  # characters of a subject
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


class PushRefused(Exception):
    """The push service did not take a message; it is tried again."""


def push_news(notification: int) -> None:
    """Queue it for each of the agent's devices; nothing when the agent has read it."""
    from handrail.notifications import tasks

    found = Notification.objects.filter(pk=notification, read_at=None).first()
    for key in (
        Subscription.objects.filter(agent=found.agent_id).values_list("pk", flat=True) if found else ()
    ):
        tasks.push_one.defer(notification=notification, subscription=key)


def push_to(notification: int, subscription: int) -> None:
    """Send it to one device; a device that is gone is forgotten. Raises PushRefused, OutsideError."""
    device = Subscription.objects.select_related("agent").filter(pk=subscription).first()
    found = Notification.objects.filter(pk=notification, read_at=None).exists()
    news = news_among(device.agent, [notification]) if device and found else []
    if device is None or not news:
        return
    with translation.override(device.agent.language or settings.LANGUAGE_CODE):
        message = _message(news[0])
    send_to(device, message, kept_seconds=KEPT_SECONDS)


def send_to(device: Subscription, message: dict[str, str], *, kept_seconds: int) -> None:
    """Send a message (`title`, `body`, `url`, `tag`) to a device; one that is gone is forgotten.

    The push service keeps it so many seconds for a device that is off. Raises PushRefused, OutsideError.
    """
    body = encrypt(json.dumps(message).encode(), p256dh=device.p256dh, auth=device.auth)
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(kept_seconds),
        **authorization(device.endpoint, _contact()),
    }
    status = post(device.endpoint, body, headers, own=settings.OWN_SERVERS).status
    if status in _GONE:
        device.delete()
    elif not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise PushRefused(f"{device.label}: the push service answered {status}")


def _contact() -> str:
    """Whom a push service may ask about this sender (RFC 8292 §2.1)."""
    url = urlsplit(settings.PUBLIC_URL)
    return settings.PUBLIC_URL if url.scheme == "https" else f"mailto:postmaster@{url.hostname}"


def encrypt(message: bytes, *, p256dh: str, auth: str) -> bytes:
    """The message for one device, as RFC 8291 says; raises ValueError for keys that are none."""
    own = ec.generate_private_key(ec.SECP256R1())
    encrypted: bytes = http_ece.encrypt(
        message, private_key=own, dh=_bytes(p256dh), auth_secret=_bytes(auth), version="aes128gcm"
    )
    return encrypted


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _message(news: News) -> dict[str, str]:
    return {
        "title": news.sentence,
        "body": news.about[:LONGEST],
        "url": news.path,
        "tag": f"notification-{news.pk}" if news.number is None else f"conversation-{news.number}",
    }

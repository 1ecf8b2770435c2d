"""A push message reaches its device, which alone can read it: a receiver of RFC 8291 decrypts it here."""

from __future__ import annotations

import json
import os
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from django.urls import reverse

from handrail.accounts.models import Agent
from handrail.conversations.verbs import Words, note
from handrail.core.outside import OutsideError
from handrail.notifications.models import Notification, Subscription
from handrail.notifications.push.keys import public_key
from handrail.notifications.push.pushing import PushRefused, push_to
from handrail.notifications.tests.test_telling import hear
from handrail.notifications.verbs import add_device, read_one
from tests.cast import Ask

pytestmark = pytest.mark.django_db


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def data(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


class Device:
    """A browser's side of RFC 8291: its keys, and how it reads a message."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)
        self.point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def read(self, body: bytes) -> bytes:
        """RFC 8188 §2.1 (header, one record) and RFC 8291 §3.4 (keys)."""
        salt, length = body[:16], body[20]
        sender, record = body[21 : 21 + length], body[21 + length :]
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(self.key.curve, sender)
        )
        secret = derived(shared, self.auth, b"WebPush: info\0" + self.point + sender, 32)
        key = derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = derived(secret, salt, b"Content-Encoding: nonce\0", 12)
        return AESGCM(key).decrypt(nonce, record, None).rstrip(b"\0").removesuffix(b"\x02")


class Service(BaseHTTPRequestHandler):
    """A push service that keeps what it gets."""

    got: list[tuple[dict[str, str], bytes]] = []
    answer = 201

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((dict(self.headers.items()), body))
        self.send_response(self.answer)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def service(settings: object) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    Service.got.clear()
    Service.answer = 201
    threading.Thread(target=server.serve_forever, daemon=True).start()
    place = f"127.0.0.1:{server.server_port}"
    settings.OWN_SERVERS = (place,)  # type: ignore[attr-defined]
    yield f"http://{place}/push/1"
    server.shutdown()
    server.server_close()


@pytest.fixture
def news(ask: Ask, ada: Agent, cleo: Agent) -> Notification:
    note(ask(subject="Țigla"), words=Words(text="@Ada"), by=cleo.as_actor())
    hear()
    return Notification.objects.get(agent=ada)


def subscribe(agent: Agent, endpoint: str) -> tuple[Device, Subscription]:
    device = Device()
    keys = {"p256dh": text(device.point), "auth": text(device.auth)}
    return device, add_device(agent, endpoint=endpoint, label="Firefox", **keys)


def test_the_device_reads_it_and_the_service_knows_who_sends(
    service: str, news: Notification, ada: Agent
) -> None:
    device, subscription = subscribe(ada, service)
    push_to(news.pk, subscription.pk)
    [(headers, body)] = Service.got
    told = json.loads(device.read(body))
    assert told["title"] == "Cleo mentions you"
    assert told["body"].endswith("Țigla")
    assert headers["Content-Encoding"] == "aes128gcm"
    assert b"mentions" not in body
    _proves_its_sender(headers["Authorization"], service)


def _proves_its_sender(authorization: str, endpoint: str) -> None:
    """RFC 8292: an ES256 token for this service, by the key that browsers subscribed with."""
    parts = dict(one.strip().split("=", 1) for one in authorization.removeprefix("vapid ").split(","))
    assert parts["k"] == public_key()
    head, claims, signature = parts["t"].split(".")
    raw = data(signature)
    signed = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data(parts["k"]))
    key.verify(signed, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    assert endpoint.startswith(json.loads(data(claims))["aud"])


def test_a_device_that_is_gone_is_forgotten_and_a_busy_service_asked_again(
    service: str, news: Notification, ada: Agent
) -> None:
    _, subscription = subscribe(ada, service)
    Service.answer = 503
    with pytest.raises(PushRefused):
        push_to(news.pk, subscription.pk)
    Service.answer = 410
    push_to(news.pk, subscription.pk)
    assert not Subscription.objects.exists()


def test_what_was_read_meanwhile_is_not_pushed(service: str, news: Notification, ada: Agent) -> None:
    _, subscription = subscribe(ada, service)
    read_one(ada, news.pk)
    push_to(news.pk, subscription.pk)
    assert Service.got == []


def test_no_machine_of_ours_is_a_push_service(news: Notification, ada: Agent) -> None:
    _, subscription = subscribe(ada, "https://127.0.0.1:1/push")
    with pytest.raises(OutsideError):
        push_to(news.pk, subscription.pk)


def test_a_browser_subscribes_for_its_agent_alone(ada: Agent, ben: Agent) -> None:
    device, browser = Device(), Client()
    browser.force_login(ada)
    form = {"endpoint": "https://push.example/1", "p256dh": text(device.point), "auth": text(device.auth)}
    assert browser.post(reverse("devices"), form).status_code == 204
    wrong = (
        {"p256dh": "x"},
        {"p256dh": text(b"\x04" + bytes(64))},
        {"auth": "AAAA"},
        {"endpoint": "http://push.example/"},
    )
    for bad in wrong:
        assert browser.post(reverse("devices"), form | bad).status_code == 422
    kept = Subscription.objects.get()
    other = Client()
    other.force_login(ben)
    assert other.post(reverse("remove_device", args=[kept.pk])).status_code == 404
    assert browser.post(reverse("remove_device", args=[kept.pk])).status_code == 302

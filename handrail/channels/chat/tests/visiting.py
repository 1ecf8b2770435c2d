"""A visitor's browser, for tests: it does what the widget does, without drawing anything."""

from __future__ import annotations

import hashlib
import itertools
import json
import secrets
import uuid
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.chat.models import Chat, Widget
from handrail.channels.chat.seats import take_chats
from handrail.core.abuse import issue
from handrail.core.abuse.challenges import is_solved


def solved(address: str = "") -> dict[str, str]:
    """The work that a browser does before the first message; at a troubled address it is more."""
    token, bits = issue("chat", ip=address)
    number = next(str(one) for one in itertools.count() if is_solved(token, str(one), bits))
    return {"token": token, "number": number}


@dataclass
class Visitor:
    """A browser with a widget: it knows a key, and sends what a person wants."""

    widget: Widget
    key: str = field(default_factory=lambda: secrets.token_hex(32))
    browser: Client = field(default_factory=Client)
    address: str = field(default_factory=lambda: str(IPv4Address(secrets.randbits(32))))

    def begin(self, text: str = "Does it dim?", *, once: str = "", **more: Any) -> Any:
        told = {"key": self.key, "once": once or str(uuid.uuid4()), "text": text, **more}
        if "proof" not in told:
            told["proof"] = solved(self.address)
        return self.post(f"/chat/{self.widget.public_id}/begin", told)

    def state(self) -> dict[str, Any]:
        response = self.browser.get(f"/chat/{self.widget.public_id}/state", REMOTE_ADDR=self.address)
        told: dict[str, Any] = response.json()
        return told

    def send(self, text: str, *, once: str = "", **more: Any) -> Any:
        return self.act("send", text=text, once=once or str(uuid.uuid4()), **more)

    def act(self, name: str, **told: Any) -> Any:
        return self.post(f"/chat/talk/{name}", told)

    def post(self, path: str, told: dict[str, Any]) -> Any:
        return self.browser.post(
            path,
            json.dumps(told),
            content_type="application/json",
            headers=self.headers,
            REMOTE_ADDR=self.address,
        )

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def entries(self, after: int = 0) -> dict[str, Any]:
        response = self.browser.get(f"/chat/talk/entries?after={after}", headers=self.headers)
        assert response.status_code == 200, response.content
        told: dict[str, Any] = response.json()
        return told

    def reads(self) -> list[str]:
        return [one["text"] for one in self.entries()["entries"] if one["from"] != "line"]

    def lines(self) -> list[str]:
        return [one["kind"] for one in self.entries()["entries"] if one["from"] == "line"]

    def upload(self, name: str, data: bytes, once: str = "") -> Any:
        told = {"file": SimpleUploadedFile(name, data), "once": once or str(uuid.uuid4())}
        return self.browser.post("/chat/talk/files", told, headers=self.headers)

    @property
    def chat(self) -> Chat:
        key_hash = hashlib.sha256(self.key.encode()).hexdigest()
        return Chat.objects.select_related("conversation", "widget").get(key_hash=key_hash)


@pytest.fixture
def widget(support: Mailbox) -> Widget:
    return Widget.objects.create(name="Shop", mailbox=support)


@pytest.fixture
def visitor(widget: Widget) -> Visitor:
    return Visitor(widget)


@pytest.fixture
def ada_sits(ada: Agent) -> Agent:
    take_chats(ada, takes=True)
    return ada

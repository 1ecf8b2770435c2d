"""Somebody who chats on a page of the product, by the widget's API alone."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import requests

from handrail.core.abuse.challenges import is_solved
from tests.journeys.house import House

_SET_UP = """
from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.verbs import create_mailbox, grant_access
from handrail.channels.chat.models import Widget
name = "Lamp chat"
mailbox = Mailbox.objects.filter(name=name).first() or create_mailbox(name=name, address="chat@lamp.example")
for email in ("ada@lamp.example", "ben@lamp.example"):
    grant_access(mailbox, to=Agent.objects.get(email=email))
widget = Widget.objects.update_or_create(name=name, mailbox=mailbox, defaults={"has_assistant": %s})[0]
print(widget.public_id)
"""


def make_widget(house: House, *, has_assistant: bool = False) -> str:
    """A widget of a mailbox of its own, that Ada and Ben see, without hours and promises; its address."""
    said = house.command("shell", "--command", _SET_UP % has_assistant).split()[-1]
    return f"{house.base}/chat/{uuid.UUID(said)}"


@dataclass
class Visitor:
    """A browser of the product's; it knows one key."""

    widget: str
    name: str = "Vera"
    key: str = field(default_factory=lambda: secrets.token_hex(32))

    def begin(self, text: str, **more: Any) -> dict[str, Any]:
        """Write the first message; returns how the chat stands."""
        facts: dict[str, Any] = {"page": "https://lamp.example/prices/", "phase": "pre-sales"}
        facts |= {"lang": "en", "name": self.name, "proof": self._work()}
        told = facts | {"key": self.key, "once": str(uuid.uuid4()), "text": text} | more
        state: dict[str, Any] = self._post(f"{self.widget}/begin", told)["state"]
        return state

    def _work(self) -> dict[str, str]:
        """What a browser works out before its first message."""
        work = requests.get(f"{self.widget}/state", timeout=10).json()["work"]
        token, bits = work["token"], work["bits"]
        return {"token": token, "number": next(n for n in map(str, count()) if is_solved(token, n, bits))}

    def asks(self) -> dict[str, Any]:
        """What a visitor is told before they write."""
        told: dict[str, Any] = requests.get(f"{self.widget}/state?lang=en", timeout=10).json()
        return told

    def act(self, name: str, **told: Any) -> Any:
        """One of the acts of a chat: send, typing, seen, leave, end."""
        return self._post(f"{self.widget.rsplit('/', 1)[0]}/talk/{name}", told)

    def send(self, text: str) -> None:
        """Write again."""
        self.act("send", once=str(uuid.uuid4()), text=text)

    def read(self) -> dict[str, Any]:
        """Everything that stands in the widget."""
        answer = requests.get(
            f"{self.widget.rsplit('/', 1)[0]}/talk/entries", headers=self._headers, timeout=10
        )
        answer.raise_for_status()
        told: dict[str, Any] = answer.json()
        return told

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def _post(self, url: str, told: dict[str, Any]) -> Any:
        answer = requests.post(url, json=told, headers=self._headers, timeout=10)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

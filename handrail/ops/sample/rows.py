"""The rows of a bulk conversation: a dict from column to value, one list of keys per table."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from functools import lru_cache

from handrail.conversations.models import Category, Direction, Place, Priority, SendState
from handrail.conversations.words import index_words
from handrail.core.actors import ActorKind
from handrail.core.plain_text import preview, text_to_html
from handrail.ops.sample import flood
from handrail.ops.sample.crowd import Crowd
from handrail.ops.sample.flood import BulkConversation, BulkMessage

Row = dict[str, object]

BATCH = uuid.uuid5(uuid.NAMESPACE_DNS, "flood.lamp.example")


class Rows:
    """The rows of one bulk conversation; `entries` are the keys kept free for its messages."""

    def __init__(self, crowd: Crowd, bulk: BulkConversation, pk: int, entries: list[int]) -> None:
        self._crowd, self._bulk, self._pk = crowd, bulk, pk
        self._spoken = list(zip(entries, bulk.messages, strict=True))
        self._mailbox = crowd.mailboxes[bulk.mailbox]
        self._person = crowd.people[bulk.customer]
        self._agent = crowd.agents[bulk.position % flood.AGENTS if bulk.agent is None else bulk.agent]

    def conversation(self) -> Row:
        """The row of the conversation itself."""
        bulk, last = self._bulk, self._bulk.messages[-1]
        return {
            "id": self._pk,
            "public_id": uuid.uuid4(),
            "subject": bulk.subject,
            "channel": "email",
            "mailbox_id": self._mailbox.pk,
            "customer_id": self._crowd.customers[bulk.customer],
            "assignee_id": None if bulk.agent is None else self._agent.pk,
            "priority": Priority.NORMAL.value,
            "place": Place.INBOX.value,
            "language": bulk.language,
            "fields": "{}",
            "import_batch": BATCH,
            "created_at": self._crowd.at(bulk.messages[0]),
            **self._standing(last),
        }

    def _standing(self, last: BulkMessage) -> Row:
        at, category = self._crowd.at(last), Category(self._bulk.status)
        return {
            "status_id": self._crowd.statuses[category],
            "category": category.value,
            "waiting_since": at if last.incoming else None,
            "preview": preview(last.text),
            "last_activity_at": at,
            "last_customer_entry": max(pk for pk, one in self._spoken if one.incoming),
        }

    def entries(self) -> Iterator[Row]:
        """One row of the timeline per message."""
        for pk, message in self._spoken:
            came = message.incoming
            yield {
                "id": pk,
                "conversation_id": self._pk,
                "kind": "received" if came else "replied",
                "data": "{}",
                "actor_kind": (ActorKind.CUSTOMER if came else ActorKind.AGENT).value,
                "agent_id": None if came else self._agent.pk,
                "customer_id": self._crowd.customers[self._bulk.customer] if came else None,
                "actor_label": self._person.name if came else self._agent.name,
                "reason": "",
                "public": True,
                "at": self._crowd.at(message),
            }

    def messages(self) -> Iterator[Row]:
        """The words of each entry, as a mail that came or was sent."""
        for position, (pk, message) in enumerate(self._spoken):
            came = message.incoming
            before = json.dumps([self._message_id(position - 1)] if position else [])
            yield {
                "entry_id": pk,
                "conversation_id": self._pk,
                "direction": (Direction.IN if came else Direction.OUT).value,
                "text": message.text,
                "quoted": "",
                "quoted_html": "",
                "html": "\n".join(map(_html, message.parts)),
                "subject": self._bulk.subject,
                "language": self._bulk.language,
                "message_id": self._message_id(position),
                "in_reply_to": before,
                "references": before,
                "send_state": (SendState.NONE if came else SendState.SENT).value,
                "send_error": "",
                "authentication": "{}",
                "sent_at": None if came else self._crowd.at(message),
                **self._envelope(came),
            }

    def _envelope(self, came: bool) -> Row:
        customer = {"name": self._person.name, "address": self._person.address}
        ours = {"name": self._mailbox.name, "address": self._mailbox.address}
        sender, to = (customer, ours) if came else (ours, customer)
        return {"sender": json.dumps(sender), "recipients": json.dumps({"to": [to]})}

    def search_rows(self) -> Iterator[Row]:
        """The words that search knows: those of index_words, part by part."""
        for pk, message in self._spoken:
            name, address = (
                (self._person.name, self._person.address)
                if message.incoming
                else (self._mailbox.name, self._mailbox.address)
            )
            yield {
                "message_id": pk,
                "conversation_id": self._pk,
                "at": self._crowd.at(message),
                "words": " ".join(map(_lexemes, (self._bulk.subject, name, address, *message.parts))),
            }

    def _message_id(self, position: int) -> str:
        return f"flood.{self._bulk.position}.{position}@lamp.example"


@lru_cache(maxsize=50_000)
def _lexemes(text: str) -> str:
    """The words as tsvector reads them; index_words gives letters and digits only, so quotes suffice."""
    return " ".join(f"'{word}'" for word in index_words(text))


@lru_cache(maxsize=50_000)
def _html(text: str) -> str:
    return text_to_html(text)

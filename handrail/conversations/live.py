"""What an open page follows: hints for the inbox, entries for one conversation."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from handrail.accounts.models import Agent, mailbox_ids
from handrail.conversations.here import circle_at, circles
from handrail.conversations.models import Conversation, Entry
from handrail.core import live
from handrail.core.live import CATCH_UP, Event, Item, Page, Payload, Registry, Seat, Signal
from handrail.core.verbs import ALL_NAMED_BELOW

BACKLOG_PART = 200
# From drawing a page to opening its stream: what happened in between is hinted at once more.
RECENT = timedelta(seconds=15)
RECENT_ENTRIES = 200


@dataclass(frozen=True)
class InboxSubscription:
    """Hints that a conversation changed; without ids, because across conversations no id is a cursor."""

    mailboxes: frozenset[int]
    agent: int
    seat: Seat | None = None

    def here(self, registry: Registry, changed: Collection[Page] | None) -> Event | None:
        """Who looks at which conversation in a mailbox of ours, besides ourselves."""
        return circles(registry, self.mailboxes, self.agent, changed)

    def accepts(self, payload: Payload) -> Sequence[Item]:
        """One hint for a conversation in a mailbox of ours."""
        if payload["mailbox"] not in self.mailboxes:
            return []
        return [_changed(payload["number"], payload["conversation"])]

    def backlog(self, after: int | None, *, cut: bool) -> Sequence[Event]:
        """What just happened; after a cut one hint without a number: anything may have changed."""
        if cut:
            return [_changed(None, None)]
        facts = ("at", "conversation__mailbox", "conversation__number", "conversation")
        newest = Entry.objects.order_by("-pk").values_list(*facts)[:RECENT_ENTRIES]
        since = timezone.now() - RECENT
        touched = {
            (number, key): None
            for at, mailbox, number, key in newest
            if at >= since and mailbox in self.mailboxes
        }
        return [_changed(number, key) for number, key in touched]


@dataclass(frozen=True)
class ConversationSubscription:
    """Every entry of one conversation, public and internal, with its id as the cursor."""

    conversation: int
    number: int
    mailboxes: frozenset[int]
    seat: Seat

    def here(self, registry: Registry, changed: Collection[Page] | None) -> Event:
        """Who looks at this conversation too."""
        return Event("here", circle_at(registry, self.seat.page, self.seat.agent))

    def accepts(self, payload: Payload) -> Sequence[Item]:
        """The entries of our conversation; when it left our mailboxes, a second look at the access."""
        if payload["conversation"] != self.conversation:
            return []
        if payload["mailbox"] not in self.mailboxes:
            return [Signal.CHECK]
        if len(payload["entries"]) >= ALL_NAMED_BELOW:
            return [CATCH_UP]
        return self._events(payload["entries"])

    def backlog(self, after: int | None, *, cut: bool) -> Sequence[Event]:
        """The next entries after the cursor; without one, from the beginning."""
        entries = Entry.objects.filter(conversation=self.conversation).after(after or 0)
        return self._events(entries.values_list("pk", "kind")[:BACKLOG_PART])

    def _events(self, entries: Iterable[Sequence[object]]) -> list[Event]:
        return [self._event(int(str(entry)), kind) for entry, kind in entries]

    def _event(self, entry: int, kind: object) -> Event:
        return Event("entry", {"entry": entry, "conversation": self.number, "kind": kind}, id=entry)


class InboxSource:
    """`/live/inbox/`."""

    def open(self, agent_id: int, args: Sequence[str]) -> InboxSubscription:
        """Follow everything the agent may see; raises Http404 for a longer path."""
        if args:
            raise Http404
        return InboxSubscription(frozenset(mailbox_ids(_agent(agent_id))), agent_id)


class ConversationSource:
    """`/live/conversations/<number>/`."""

    def open(self, agent_id: int, args: Sequence[str]) -> ConversationSubscription:
        """Follow one conversation; raises Http404 when there is none of that number for this agent."""
        agent = _agent(agent_id)
        conversation = get_object_or_404(Conversation.objects.visible_to(agent), number=_number(args))
        page = Page(conversation.pk, conversation.number, conversation.mailbox_id)
        seat = Seat(page, agent.pk, agent.name)
        return ConversationSubscription(page.conversation, page.number, frozenset(mailbox_ids(agent)), seat)


INBOX = InboxSource()
CONVERSATIONS = ConversationSource()


def install() -> None:
    """Offer both streams; again does nothing."""
    live.register("inbox", INBOX)
    live.register("conversations", CONVERSATIONS)


def _changed(number: int | None, key: int | None) -> Event:
    return Event("changed", {"number": number, "conversation": key})


def _agent(agent_id: int) -> Agent:
    return get_object_or_404(Agent, pk=agent_id, is_active=True)


def _number(args: Sequence[str]) -> int:
    if len(args) != 1 or not (args[0].isascii() and args[0].isdigit()) or len(args[0]) > 9:
        raise Http404
    return int(args[0])

"""What an open page follows: hints for the inbox, entries for one conversation."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from handrail.accounts.models import Agent, mailbox_ids, team_ids
from handrail.conversations.events import Assigned, LetIn, Restricted, Unrestricted
from handrail.conversations.here import circle_at, circles
from handrail.conversations.models import Conversation, Entry
from handrail.core import live
from handrail.core.live import CATCH_UP, Event, Item, Page, Payload, Registry, Seat, Signal
from handrail.core.verbs import ALL_NAMED_BELOW

BACKLOG_PART = 200
# From drawing a page to opening its stream: what happened in between is hinted at once more.
RECENT = timedelta(seconds=15)
RECENT_ENTRIES = 200
# After these somebody may see more or less than before: a second look, a moment later.
_RESTRICTING = frozenset({Restricted.kind, Unrestricted.kind, LetIn.kind})
_CHANGE_SIGHT = _RESTRICTING | {Assigned.kind}  # a guest sees what is given to their team
# Who looks at a restricted conversation is told inside of it only: to lists it lies in no mailbox.
NO_MAILBOX = 0


@dataclass(frozen=True)
class InboxSubscription:
    """Hints that a conversation changed; without ids, because across conversations no id is a cursor.

    `teams` are a guest's, to whom nothing is told of what lies elsewhere; `named` are the restricted
    conversations that name the agent: of others not even the number is told.
    """

    mailboxes: frozenset[int]
    agent: int
    teams: frozenset[int] | None = None
    named: frozenset[int] = frozenset()
    seat: Seat | None = None

    def here(self, registry: Registry, changed: Collection[Page] | None) -> Event | None:
        """Who looks at which conversation in a mailbox of ours, besides ourselves; guests are not told."""
        if self.teams is not None:
            return None
        return circles(registry, self.mailboxes, self.agent, changed)

    def accepts(self, payload: Payload) -> Sequence[Item]:
        """One hint for a conversation that we see, or saw before this."""
        if payload["mailbox"] not in self.mailboxes or "visitor" in payload:
            return []
        if self.teams is not None and self.teams.isdisjoint(payload.get("teams", ())):
            return []
        again = [Signal.CHECK] if _tells(payload, _RESTRICTING) else []
        if payload.get("restricted") and payload["conversation"] not in self.named:
            return again
        return [_changed(payload["number"], payload["conversation"]), *again]

    def backlog(self, after: int | None, *, cut: bool) -> Sequence[Event]:
        """What just happened; after a cut one hint without a number: anything may have changed."""
        if cut:
            return [_changed(None, None)]
        newest = Entry.objects.order_by("-pk").values_list("at", "conversation")[:RECENT_ENTRIES]
        since = timezone.now() - RECENT
        recent = {conversation for at, conversation in newest if at >= since}
        visible = Conversation.objects.visible_to(_agent(self.agent)).filter(pk__in=recent)
        touched = visible.values_list("number", "pk")
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
        if "visitor" in payload:  # what who is in a chat does there
            return [Event("visitor", payload["visitor"])]
        if "rings" in payload:  # whose turn it is to take the chat, of which no entry tells
            return [Event("ring", {})]
        if len(payload["entries"]) >= ALL_NAMED_BELOW:
            return [CATCH_UP]
        again = [Signal.CHECK] if _tells(payload, _CHANGE_SIGHT) else []
        return [*self._events(payload["entries"]), *again]

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
        agent = _agent(agent_id)
        teams = frozenset(team_ids(agent)) if agent.is_guest else None
        named: Iterable[int] = ()
        if agent.reads_restricted:
            visible = Conversation.objects.visible_to(agent).filter(restricted=True)
            named = visible.values_list("pk", flat=True)
        return InboxSubscription(frozenset(mailbox_ids(agent)), agent_id, teams, frozenset(named))


class ConversationSource:
    """`/live/conversations/<number>/`."""

    def open(self, agent_id: int, args: Sequence[str]) -> ConversationSubscription:
        """Follow one conversation; raises Http404 when there is none of that number for this agent."""
        agent = _agent(agent_id)
        conversation = get_object_or_404(Conversation.objects.visible_to(agent), number=_number(args))
        page = page_of(conversation)
        seat = Seat(page, agent.pk, agent.name)
        return ConversationSubscription(page.conversation, page.number, frozenset(mailbox_ids(agent)), seat)


INBOX = InboxSource()
CONVERSATIONS = ConversationSource()


def install() -> None:
    """Offer both streams; again does nothing."""
    live.register("inbox", INBOX)
    live.register("conversations", CONVERSATIONS)


def page_of(conversation: Conversation) -> Page:
    """Where those sit who look at a conversation."""
    mailbox = NO_MAILBOX if conversation.restricted else conversation.mailbox_id
    return Page(conversation.pk, conversation.number, mailbox)


def _changed(number: int | None, key: int | None) -> Event:
    return Event("changed", {"number": number, "conversation": key})


def _tells(payload: Payload, kinds: Collection[str]) -> bool:
    return any(kind in kinds for _entry, kind in payload["entries"])


def _agent(agent_id: int) -> Agent:
    return get_object_or_404(Agent, pk=agent_id, is_active=True)


def _number(args: Sequence[str]) -> int:
    if len(args) != 1 or not (args[0].isascii() and args[0].isdigit()) or len(args[0]) > 9:
        raise Http404
    return int(args[0])

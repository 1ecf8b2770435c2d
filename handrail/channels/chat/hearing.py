"""What agents' pages hear of chats: that one rings, and what a visitor does who is in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404

from handrail.accounts.models import Agent
from handrail.channels.chat.hints import tell_pages
from handrail.conversations.models import Conversation
from handrail.core import live
from handrail.core.live import Event, Item, Payload


@dataclass(frozen=True)
class RingingSubscription:
    """Hints to one agent; without anything in them, as their pages ask what rings."""

    agent: int

    def accepts(self, payload: Payload) -> Sequence[Item]:
        """One hint when a chat begins to ring at the agent, or rings no more."""
        return [Event("ring", {})] if self.agent in payload.get("rings", ()) else []

    def backlog(self, after: int | None, *, cut: bool) -> Sequence[Event]:
        """One hint at the beginning, and after a cut: something may have begun to ring meanwhile."""
        return [Event("ring", {})] if after is None or cut else []


class RingingSource:
    """`/live/ringing/`."""

    def open(self, agent_id: int, args: Sequence[str]) -> RingingSubscription:
        """Follow what rings at the agent; raises Http404 for a longer path."""
        if args:
            raise Http404
        get_object_or_404(Agent, pk=agent_id, is_active=True)
        return RingingSubscription(agent_id)


RINGING = RingingSource()


def install() -> None:
    """Offer the stream; again does nothing."""
    live.register("ringing", RINGING)


def tell_agents(conversation: Conversation, **news: object) -> None:
    """Let the open pages of a chat's conversation know what its visitor does; nothing of it is kept.

    `typing` (bool), `here` (bool), or `seen`: the entry up to which they have read.
    """
    tell_pages(conversation, visitor=news)

"""Follow a conversation, and stop following it."""

from __future__ import annotations

from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation, Follower


def follow(conversation: Conversation, *, agent: Agent) -> bool:
    """Let the agent hear of the conversation; False when they follow it already. No entry tells of it."""
    if Follower.objects.of(conversation).filter(agent=agent).exists():
        return False
    return Follower.objects.get_or_create(agent=agent, conversation=conversation)[1]


def unfollow(conversation: Conversation, *, agent: Agent) -> bool:
    """Let the agent hear of it no more, nor of what was merged into it; False when they did not follow."""
    return bool(Follower.objects.of(conversation).filter(agent=agent).delete()[0])

"""What rooms above tell writers about an article: a list that they join."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from handrail.accounts.models import Agent
from handrail.helpcenter.models import Article


@dataclass(frozen=True)
class Hint:
    """A sentence, and what it is about as links of a name and an address; without one it is only named."""

    says: str
    about: tuple[tuple[str, str], ...] = ()


HINTS: list[Callable[[Article, Agent], Iterable[Hint]]] = []
"""Each says what an agent who writes this article should know, in a fixed number of statements."""


def hints_on(article: Article, agent: Agent) -> list[Hint]:
    """All that is to be said of it."""
    return [hint for told in HINTS for hint in told(article, agent)]

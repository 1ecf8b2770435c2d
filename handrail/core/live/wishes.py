"""What a request under `/live/` asks for, and whether its sender may have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

from django.core.exceptions import PermissionDenied
from django.http import Http404

from handrail.core.asgi_types import Scope, header
from handrail.core.live.events import Source, Subscription
from handrail.core.live.sessions import agent_behind, session_key


class RefusedError(Exception):
    """The stream cannot be opened; answer with this status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Wish:
    """What a request wants to follow."""

    source: Source
    args: Sequence[str]
    key: str
    after: int | None

    def open(self) -> tuple[int, Subscription]:
        """The agent and their subscription; asks the database."""
        agent_id = agent_behind(self.key)
        if agent_id is None:
            raise RefusedError(401)
        try:
            return agent_id, self.source.open(agent_id, self.args)
        except Http404:
            raise RefusedError(404) from None
        except PermissionDenied:
            raise RefusedError(403) from None


def read_wish(sources: Mapping[str, Source], scope: Scope) -> Wish:
    """What a request under `/live/` asks for; raises RefusedError."""
    name, *args = scope["path"].removeprefix("/live/").split("/")
    source = sources.get(name)
    if source is None or not args or args.pop() != "":
        raise RefusedError(404)
    if scope["method"] != "GET":
        raise RefusedError(405)
    return Wish(source, args, session_key(scope), _cursor(scope))


def _cursor(scope: Scope) -> int | None:
    """Where to go on: the browser's own header is newer than the address the page was drawn with."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    text = header(scope, b"last-event-id").decode("latin-1") or query.get("after", [""])[0]
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):  # bigint
        raise RefusedError(400)
    return int(text)

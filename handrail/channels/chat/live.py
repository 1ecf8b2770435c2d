"""What a visitor's widget follows while its window is open: entries, how the chat stands, what was read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db import connection, transaction
from django.utils.encoding import iri_to_uri

from handrail.channels.chat.keys import hash_of
from handrail.channels.chat.models import Chat
from handrail.channels.chat.origins import allows
from handrail.channels.chat.reading import Read, Want, read
from handrail.channels.chat.speaking import language_of
from handrail.core import live
from handrail.core.asgi_types import Scope, header
from handrail.core.live import Event, News, Opened

# Rows that a verb holds are passed over: whoever writes is there anyway, and nothing may wait in a circle.
_TOUCH = """
UPDATE chat_chat SET here_at = now() WHERE conversation_id IN (
  SELECT conversation_id FROM chat_chat WHERE conversation_id = ANY(%s) AND key_hash IS NOT NULL
  ORDER BY conversation_id FOR UPDATE SKIP LOCKED
)
"""
# Only where nobody came by another process meanwhile: whoever opens a stream is noted at once.
_LEFT = """
UPDATE chat_chat SET left_at = now() WHERE conversation_id IN (
  SELECT conversation_id FROM chat_chat
  WHERE conversation_id = %s AND here_at < now() - make_interval(secs => %s)
  FOR UPDATE SKIP LOCKED
)
"""


class ChatSource:
    """`/chat/talk/live`."""

    path = "/chat/talk/live"

    def open(self, scope: Scope) -> Opened | int:
        """The chat whose key the request brings (`Authorization: Bearer`); 401, or 403 from another page."""
        chat = _chat_of(header(scope, b"authorization").decode("latin-1"))
        if chat is None:
            return 401
        origin = header(scope, b"origin").decode("latin-1")
        if not allows(chat.widget.origins, origin):
            return 403
        self.touch([chat.pk])
        allowed = iri_to_uri(origin) if chat.widget.origins and origin else "*"
        return Opened(
            chat.pk, [(b"access-control-allow-origin", allowed.encode("ascii")), (b"vary", b"origin")]
        )

    def read(self, wants: Sequence[tuple[int, int, str]]) -> Mapping[tuple[int, int, str], News]:
        """Entries after each reader's place, the state, and up to where the team has read."""
        asked = {want: Want(want[0], want[1], language_of(want[2])) for want in wants}
        found = read(list(asked.values()))
        return {want: _news(found[ask]) for want, ask in asked.items() if ask in found}

    def touch(self, things: Collection[int]) -> Collection[int]:
        """Their visitors are here; returns the chats whose key opens nothing any more."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")  # losing it would do no harm
            cursor.execute(_TOUCH, [list(things)])
        there = Chat.objects.filter(pk__in=things).exclude(key_hash=None).values_list("pk", flat=True)
        return set(things) - set(there)

    def left(self, thing: int, seconds: float) -> None:
        """Their visitor closed the window, or the page, so many seconds ago."""
        with connection.cursor() as cursor:
            cursor.execute(_LEFT, [thing, seconds])


SOURCE = ChatSource()


def install() -> None:
    """Offer it; again does nothing."""
    live.hub.visitors.source = SOURCE


def _chat_of(authorization: str) -> Chat | None:
    scheme, _, key = authorization.partition(" ")
    try:
        key_hash = hash_of(key.strip()) if scheme.lower() == "bearer" else ""
    except ValueError:
        return None
    return Chat.objects.select_related("widget").filter(key_hash=key_hash).first() if key_hash else None


def _news(found: Read) -> News:
    events = [Event("entry", entry, id=entry["id"]) for entry in found.entries]
    rest = [Event("state", found.state), Event("seen", {"entry": found.seen})]
    return News([*events, *rest], found.cursor, found.more)

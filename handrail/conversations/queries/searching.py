"""Search the whole history: words and prefixes newest first; numbers, addresses, Message-IDs exactly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, F, Func, QuerySet, TextField, Value

from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation, ConversationQuerySet, Message, SearchRow
from handrail.conversations.queries.masking import is_found_masked
from handrail.conversations.queries.rows import Row, draw_rows, rows_of
from handrail.conversations.words import fold, prefix_query
from handrail.core.masking import mask
from handrail.core.statements import Statement
from handrail.customers.models import Address
from handrail.customers.verbs import normalise_address

MOST_FOUND = 50
MOST_MATCHES = 1000  # rows ranked and counted; beyond this the count reads "1,000+"


@dataclass(frozen=True)
class Hit:
    """A conversation that was found, and the passage that matched."""

    row: Row
    passage: str


@dataclass(frozen=True)
class Found:
    """What a search found; `is_more` when the bound was reached."""

    question: str
    hits: list[Hit]
    count: int
    is_more: bool


def search(agent: Agent, question: str) -> Found:
    """Conversations this agent may see that match, newest first, at most 50 of them."""
    question = question.replace("\x00", "").strip()[:1000]
    hides = agent.is_guest and "@" in question  # what is masked cannot be asked for either
    exact = None if hides else _exactly(Conversation.objects.visible_to(agent), question)
    if exact is not None:
        rows = draw_rows(exact.order_by("-last_activity_at")[: MOST_FOUND + 1], agent)
        if rows:
            hits = [Hit(row, row.preview) for row in rows[:MOST_FOUND]]
            return Found(question, hits, len(hits), len(rows) > MOST_FOUND)
    return _by_words(agent, question)


_NUMBER = re.compile(r"#?(\d{1,9})")
_MESSAGE_ID = re.compile(r"<?([^\s<>]+@[^\s<>]+)>?")


def _exactly(visible: ConversationQuerySet, question: str) -> ConversationQuerySet | None:
    if match := _NUMBER.fullmatch(question):
        return visible.filter(number=int(match.group(1)))
    if match := _MESSAGE_ID.fullmatch(question):
        text = match.group(1)
        customers = Address.objects.filter(normalised=normalise_address(text)).values("customer")
        messages = Message.objects.filter(message_id=text).values("conversation")
        by_address = visible.filter(customer__in=customers)
        return by_address if by_address.exists() else visible.filter(pk__in=messages)
    return None


def _by_words(agent: Agent, question: str) -> Found:
    query = prefix_query(question)
    if not query:
        return Found(question, [], 0, is_more=False)
    newest = _newest_conversations(agent, query)
    conversations = list(newest)
    rows = rows_of(agent, conversations[:MOST_FOUND])
    place = {pk: index for index, pk in enumerate(conversations)}
    texts = dict(_TEXTS.rows([newest[row.pk] for row in rows]))
    texts = {key: mask(text) for key, text in texts.items()} if agent.is_guest else texts
    hits = [
        Hit(row, passage(texts.get(row.pk, ""), question))
        for row in sorted(rows, key=lambda row: place[row.pk])
    ]
    if agent.is_guest:
        return _for_guest(question, hits, {row.pk: texts.get(row.pk, "") for row in rows})
    return Found(question, hits, len(conversations), len(conversations) >= MOST_MATCHES)


def _for_guest(question: str, hits: list[Hit], texts: dict[int, str]) -> Found:
    """Those that are found by what a guest may read."""
    kept = [
        hit for hit in hits if is_found_masked(question, texts[hit.row.pk], hit.row.subject, hit.row.customer)
    ]
    return Found(question, kept, len(kept), is_more=False)


def _newest_conversations(agent: Agent, query: str) -> dict[int, int]:
    """Conversation → its newest matching message, newest first."""
    found: dict[int, int] = {}
    for conversation, message in _NEWEST.rows(agent, query):
        found.setdefault(conversation, message)
    return found


def _newest(agent: Agent, query: str) -> Any:
    matches = matching(agent, query).values_list("conversation", "message")
    return matches.order_by("-at", "-message")[:MOST_MATCHES]


# A rare word is looked up, a common one is met soon enough among the newest.
_NEWEST = Statement(_newest, planned_anew=True)
_TEXTS = Statement(lambda keys: Message.objects.filter(pk__in=keys).values_list("conversation", "text"))


def matching(agent: Agent, query: str) -> QuerySet[SearchRow]:
    """Search rows that match and that the agent may see."""
    as_query = Func(Value(query), template="%(expressions)s::tsquery", output_field=TextField())
    matches = Func(
        F("words"), as_query, template="%(expressions)s", arg_joiner=" @@ ", output_field=BooleanField()
    )
    return SearchRow.objects.visible_to(agent).filter(matches)


def passage(text: str, question: str, width: int = 180) -> str:
    """One line of the text around the first of the question's words."""
    words = [word for word in re.split(r"\W+", fold(question)) if word]
    folded = fold(text)
    places = [folded.find(word) for word in words]
    first = min((place for place in places if place >= 0), default=0)
    # Folding may change the length by a little; the passage is wide enough not to mind.
    begin = max(0, min(first, len(text)) - width // 3)
    if begin:
        begin = min(begin + len(text[begin : begin + 30].partition(" ")[0]) + 1, first)
    line = " ".join(text[begin : begin + width].split())
    return ("… " if begin else "") + line + (" …" if begin + width < len(text) else "")

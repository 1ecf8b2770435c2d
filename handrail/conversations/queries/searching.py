"""Search the whole history: filters and words newest first; numbers, addresses, Message-IDs exactly."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Q, QuerySet

from handrail.accounts.models import Agent
from handrail.accounts.sights import Sight
from handrail.conversations.fields.facts import FieldType
from handrail.conversations.models import Conversation, ConversationQuerySet, Message, SearchRow
from handrail.conversations.queries.counting import MOST_COUNTED
from handrail.conversations.queries.field_facts import field_facts
from handrail.conversations.queries.filters import Filter, Problem
from handrail.conversations.queries.filters.applying import (
    asking_of,
    matches,
    narrow,
    problems_of,
    read,
    understood,
    without_unwanted,
)
from handrail.conversations.queries.filters.operators import Asking
from handrail.conversations.queries.filters.printing import show
from handrail.conversations.queries.masking import is_found_masked, masked_rows
from handrail.conversations.queries.meant import meant
from handrail.conversations.queries.rows import Row, draw_rows, drawn, rows_of
from handrail.conversations.words import fold
from handrail.core.limits import TooSlow, queried_within, rows_within
from handrail.core.masking import mask
from handrail.core.statements import Statement
from handrail.customers.models import Address
from handrail.customers.queries import LEAST_OF_VALUES, holding
from handrail.customers.verbs import normalise_address

MOST_FOUND = 50
MOST_MATCHES = 1000  # newest matching messages that are looked at
MOST_NARROWED = 300  # the same where a filter must be asked for each of them
MOST_READ = 5_000  # matching messages among which conversations are counted
PATIENCE, COUNTING = 2000, 100  # milliseconds


@dataclass(frozen=True)
class Hit:
    """A conversation that was found, and the passage that matched."""

    row: Row
    passage: str


@dataclass(frozen=True)
class Found:
    """What a search found; `is_more` when there are more than were counted.

    `filter` is what was understood, `problems` what was not; `is_too_slow` when the database had to give up.
    `meant`: where nothing was found, the filter with a slip mended that finds something.
    """

    question: str
    hits: list[Hit]
    count: int
    is_more: bool
    filter: Filter = field(default_factory=Filter)
    problems: tuple[Problem, ...] = ()
    is_too_slow: bool = False
    meant: str = ""


def search(agent: Agent, question: str) -> Found:
    """Conversations this agent may see that match, newest first, at most 50 of them."""
    question = question.replace("\x00", "").strip()
    hides = agent.is_guest and "@" in question  # what is masked cannot be asked for either
    exact = None if hides else _exactly(Conversation.objects.visible_to(agent), question)
    if exact is not None:
        rows = draw_rows(exact.order_by("-last_activity_at")[: MOST_FOUND + 1], agent)
        if rows:
            hits = [Hit(row, row.preview) for row in rows[:MOST_FOUND]]
            return Found(question, hits, len(hits), len(rows) > MOST_FOUND)
    asking, asked = asking_of(agent), read(question)
    try:
        found = _find(asking, question, asked)
    except TooSlow:
        found = Found(question, [], 0, is_more=False, is_too_slow=True)
    if not agent.is_guest and (not found.hits or _CODE.fullmatch(question)):
        found = _with_values(agent, found)
    if not (found.hits or found.is_too_slow):
        found = replace(found, meant=_meant(asking, understood(asked, asking)))
    return replace(found, filter=asked, problems=tuple(problems_of(asked, asking)))


_CODE = re.compile(r"(?=\S*\d)[^\s:]{5,60}")  # a licence key, an order's number
_NUMBER = re.compile(r"#?(\d{1,9})")
_MESSAGE_ID = re.compile(r"(?!\w+:)<?([^\s<>\",]+@[^\s<>\",]+)>?")


def _exactly(visible: ConversationQuerySet, question: str) -> ConversationQuerySet | None:
    if match := _NUMBER.fullmatch(question):
        return visible.filter(number=int(match.group(1)))
    if match := _MESSAGE_ID.fullmatch(question[:1000]):
        text = match.group(1)
        customers = Address.objects.filter(normalised=normalise_address(text)).values("customer")
        messages = Message.objects.filter(message_id=text).values("conversation")
        by_address = visible.filter(customer__in=customers)
        return by_address if by_address.exists() else visible.filter(pk__in=messages)
    return None


def _with_values(agent: Agent, found: Found) -> Found:
    """Behind what words find: what a field of text holds exactly, or an attribute of the customer in part."""
    text = found.question
    if len(text) < LEAST_OF_VALUES or len(found.hits) >= MOST_FOUND:
        return found
    holders = list(holding(text).values_list("pk", flat=True)[:MOST_FOUND])
    held = Q(customer__in=holders)
    for one in field_facts():
        held |= Q(fields__contains={one.key: text}) if one.type == FieldType.TEXT else Q()
    visible = Conversation.objects.visible_to(agent).filter(held)
    known = {hit.row.pk for hit in found.hits}
    rows = draw_rows(visible.exclude(pk__in=known).order_by("-last_activity_at")[: MOST_FOUND + 1], agent)
    more = [Hit(row, row.preview) for row in rows[: MOST_FOUND - len(known)]]
    is_more = found.is_more or len(more) < len(rows)
    return replace(found, hits=found.hits + more, count=found.count + len(more), is_more=is_more)


def _find(asking: Asking, question: str, asked: Filter) -> Found:
    if Sight.of(asking.agent).is_empty:
        return Found(question, [], 0, is_more=False)
    if matches(asked.texts):
        return _by_words(asking, question, asked)
    if any(text.negated for text in asked.texts) or asked.operators:
        return _by_filter(asking, question, asked)
    return Found(question, [], 0, is_more=False)


def _meant(asking: Asking, asked: Filter) -> str:
    """What may be typed instead: only what finds something that this agent may see."""
    if Sight.of(asking.agent).is_empty:
        return ""
    try:
        guess = meant(asked, _narrowed(asking, asked))
        return show(guess) if guess and _find(asking, show(guess), guess).hits else ""
    except TooSlow:
        return ""


def _by_filter(asking: Asking, question: str, asked: Filter) -> Found:
    rows = _narrowed(asking, asked)
    newest = rows.order_by("-last_activity_at", "-pk")[:MOST_FOUND]
    try:
        asked_rows = drawn(newest, asking.agent, "last_activity_at")
        found = masked_rows(asking.agent, [Row(*values) for values in queried_within(asked_rows, PATIENCE)])
    except EmptyResultSet:
        found = []
    count, is_more = len(found), False
    if count == MOST_FOUND:
        count, is_more = _counted(rows.order_by().values_list("pk"), count)
    return Found(question, [Hit(row, row.preview) for row in found], count, is_more)


def _narrowed(asking: Asking, asked: Filter) -> ConversationQuerySet:
    visible = Conversation.objects.visible_to(asking.agent)
    return without_unwanted(narrow(visible, asked, asking, strictly=False), asked)


def _counted(keys: QuerySet[Any, Any], at_least: int) -> tuple[int, bool]:
    """How many rows there are, and whether there are more: stops at 1,000, or when it takes too long."""
    try:
        count = len(queried_within(keys[:MOST_COUNTED], COUNTING))
    except TooSlow:
        return at_least, True
    return min(count, MOST_COUNTED - 1), count == MOST_COUNTED


def _counted_by_words(matching: QuerySet[SearchRow], at_least: int) -> tuple[int, bool]:
    """How many conversations the matching messages belong to; of very many the first 5,000 are read."""
    sql, params = matching.order_by().values("conversation")[:MOST_READ].query.sql_with_params()
    asked = f"SELECT count(*), count(DISTINCT one) FROM ({sql}) AS matching (one)"  # noqa: S608 - Django's
    try:
        ((read, count),) = rows_within(asked, params, COUNTING)
    except TooSlow:
        return at_least, True
    return min(count, MOST_COUNTED - 1), count >= MOST_COUNTED or read == MOST_READ


def _by_words(asking: Asking, question: str, asked: Filter) -> Found:
    newest, is_bounded = _newest_conversations(asking, asked)
    conversations = list(newest)
    count, is_more = len(conversations), is_bounded
    if count >= MOST_COUNTED:
        count, is_more = MOST_COUNTED - 1, True
    elif is_bounded and not asked.operators:
        count, is_more = _counted_by_words(_matching(asking, asked), count)
    rows = rows_of(asking.agent, conversations[:MOST_FOUND])
    place = {pk: index for index, pk in enumerate(conversations)}
    texts = dict(_TEXTS.rows([newest[row.pk] for row in rows]))
    texts = {key: mask(text) for key, text in texts.items()} if asking.agent.is_guest else texts
    hits = [
        Hit(row, passage(texts.get(row.pk, ""), *(text.text for text in asked.texts if not text.negated)))
        for row in sorted(rows, key=lambda row: place[row.pk])
    ]
    if asking.agent.is_guest:
        return _for_guest(asked, question, hits, {row.pk: texts.get(row.pk, "") for row in rows})
    return Found(question, hits, count, is_more)


def _for_guest(asked: Filter, question: str, hits: list[Hit], texts: dict[int, str]) -> Found:
    """Those that are found by what a guest may read."""
    words = " ".join(text.text for text in asked.texts if not text.negated)
    kept = [
        hit for hit in hits if is_found_masked(words, texts[hit.row.pk], hit.row.subject, hit.row.customer)
    ]
    return Found(question, kept, len(kept), is_more=False)


def _newest_conversations(asking: Asking, asked: Filter) -> tuple[dict[int, int], bool]:
    """Conversation → its newest matching message, newest first; and whether older messages match too."""
    most = MOST_NARROWED if asked.operators else MOST_MATCHES
    try:
        newest = _matching(asking, asked).order_by("-at", "-message").values_list("conversation", "message")
        rows = queried_within(newest[:most], PATIENCE)
    except EmptyResultSet:
        rows = []
    found: dict[int, int] = {}
    for conversation, message in rows:
        found.setdefault(conversation, message)
    return found, len(rows) == most


def _matching(asking: Asking, asked: Filter) -> QuerySet[SearchRow]:
    """Search rows that match and that the agent may see."""
    return SearchRow.objects.filter(matches(asked.texts), conversation__in=_narrowed(asking, asked))


_TEXTS = Statement(lambda keys: Message.objects.filter(pk__in=keys).values_list("conversation", "text"))


def passage(text: str, *wanted: str, width: int = 180) -> str:
    """One line of the text around the first of the wanted texts, or else of their words."""
    folded = fold(text)
    words = [word for one in wanted for word in re.split(r"\W+", fold(one)) if word]
    places = [folded.find(fold(one)) for one in wanted if len(one.split()) > 1]
    if not any(place >= 0 for place in places):
        places = [folded.find(word) for word in words]
    first = min((place for place in places if place >= 0), default=0)
    # Folding may change the length by a little; the passage is wide enough not to mind.
    begin = max(0, min(first, len(text)) - width // 3)
    if begin:
        begin = min(begin + len(text[begin : begin + 30].partition(" ")[0]) + 1, first)
    line = " ".join(text[begin : begin + width].split())
    return ("… " if begin else "") + line + (" …" if begin + width < len(text) else "")

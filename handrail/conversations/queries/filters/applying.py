"""From a filter to conversations: what cannot be understood is told, the rest still holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import reduce
from operator import or_
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, F, Func, Q, TextField, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent
from handrail.conversations.models import ConversationQuerySet, Place, SearchRow
from handrail.conversations.queries.filters import people, states, team_fields, times  # noqa: F401  they register
from handrail.conversations.queries.filters.operators import NOTHING, OPERATORS, Asking, Operator, closest
from handrail.conversations.queries.filters.parsing import parse
from handrail.conversations.queries.filters.printing import show_term
from handrail.conversations.queries.filters.tree import Filter, Problem, Term, Text
from handrail.conversations.words import exact_query, prefix_query

MASKED = {"from", "to", "org", "field"}  # what a guest may not read, they cannot ask for either


def operators_for(agent: Agent) -> list[Operator]:
    """What this agent can ask."""
    return [one for one in OPERATORS.values() if not (agent.is_guest and one.name in MASKED)]


def read(text: str) -> Filter:
    """A filter as it is meant: `Re:` or `error:` before a space is a word, unless it is an operator."""
    found = parse(text)
    terms = [
        Text(term.name, negated=term.negated)
        if isinstance(term, Term) and not term.values and term.name not in OPERATORS
        else term
        for term in found.terms
    ]
    return Filter(tuple(terms), found.is_cut)


def asking_of(agent: Agent) -> Asking:
    """This agent, now."""
    return Asking(agent, timezone.now().astimezone(ZoneInfo(agent.time_zone)))


def narrow(
    rows: ConversationQuerySet, found: Filter, asking: Asking, *, strictly: bool
) -> ConversationQuerySet:
    """Those for which every operator holds; words are not looked for.

    A term that cannot be understood is passed over, or (`strictly`, for views) holds for nothing.
    """
    if not _names_a_place(found):
        rows = rows.in_inbox() if strictly else rows.exclude(place__in=[Place.SPAM, Place.TRASH])
    for term in found.operators:
        chosen = _condition(term, asking)
        if isinstance(chosen, Q):
            rows = rows.filter(~chosen if term.negated else chosen)
        elif strictly:
            rows = rows.filter(NOTHING)
    return rows


def _names_a_place(found: Filter) -> bool:
    wanted = [term for term in found.operators if term.name == "is" and not term.negated]
    return any(states.PLACES & {value.casefold() for value in term.values} for term in wanted)


def _condition(term: Term, asking: Asking) -> Q | Problem:
    operator = OPERATORS.get(term.name)
    if operator is None:
        return Problem(show_term(term), _unknown(term.name))
    if not term.values:
        words = {"name": f"{term.name}:", "takes": operator.takes, "example": operator.example}
        return Problem(show_term(term), _("After %(name)s write %(takes)s, as in %(example)s") % words)
    if asking.agent.is_guest and term.name in MASKED:
        return NOTHING
    parts = [operator.select(value, asking) for value in term.values]
    for part in parts:
        if isinstance(part, str):
            return Problem(show_term(term), part)
    return reduce(or_, [part for part in parts if isinstance(part, Q)])


def _unknown(name: str) -> str:
    meant = closest(name)
    if meant:
        words = {"name": f"{name}:", "meant": f"{meant.name}:"}
        return _("There is no %(name)s – did you mean %(meant)s?") % words
    words = {"name": f"{name}:", "names": ", ".join(f"{one}:" for one in OPERATORS)}
    return _("There is no %(name)s – put it in quotes to look for the words, or use %(names)s.") % words


def problems_of(found: Filter, asking: Asking) -> list[Problem]:
    """What is wrong with it, or named in it and not there (any more): asks the database once at most."""
    return misunderstood(found, asking) + list(_missing(found, asking))


def understood(found: Filter, asking: Asking) -> Filter:
    """The filter without the terms that cannot be understood."""
    terms = (one for one in found.terms if isinstance(one, Text) or isinstance(_condition(one, asking), Q))
    return Filter(tuple(terms), found.is_cut)


def misunderstood(found: Filter, asking: Asking) -> list[Problem]:
    """What cannot be understood."""
    problems = [part for term in found.operators if isinstance(part := _condition(term, asking), Problem)]
    if found.is_cut:
        problems.append(Problem("", _("This is longer than a filter may be: the end was left out.")))
    return problems


def _missing(found: Filter, asking: Asking) -> Iterable[Problem]:
    named = [
        (term, operator)
        for term in found.operators
        if (operator := OPERATORS.get(term.name)) and operator.existing and _to_look_up(term, operator)
    ]
    if not named:
        return
    there = _there(asking, named)
    for term, operator in named:
        for value in _to_look_up(term, operator):
            if (term.name, value.casefold()) not in there:
                yield Problem(show_term(term), str(operator.missing) % {"value": value})


def _to_look_up(term: Term, operator: Operator) -> list[str]:
    return [value for value in term.values if value.casefold() not in operator.always]


def _there(asking: Asking, named: list[tuple[Term, Operator]]) -> set[tuple[str, str]]:
    """Which of the values there are, of all operators in one statement."""
    asked = [
        operator.existing(asking, _to_look_up(term, operator)).annotate(
            by=Value(term.name, output_field=TextField())
        )
        for term, operator in named
        if operator.existing
    ]
    rows = asked[0].union(*asked[1:], all=True) if len(asked) > 1 else asked[0]
    return {(by, line) for text, by in rows for line in text.casefold().split("\n")}


def matches(texts: Iterable[Text]) -> Q:
    """The condition on search rows for wanted words: all in one message; those in quotes as written."""
    wanted = [text for text in texts if not text.negated]
    condition = Q()
    if query := tsquery(wanted):
        condition &= Q(holds(query))
    for text in wanted:
        if text.exact and len(text.text.split()) > 1:
            condition &= _as_written(text.text)
    return condition


def tsquery(texts: Iterable[Text]) -> str:
    """Words as a tsquery; '' when there is none."""
    parts = [exact_query(text.text) if text.exact else prefix_query(text.text) for text in texts]
    return " & ".join(filter(None, parts))


def holds(query: str) -> Func:
    """The condition on search rows that their words match a tsquery."""
    as_query = Func(Value(query), template="%(expressions)s::tsquery", output_field=TextField())
    return Func(
        F("words"), as_query, template="%(expressions)s", arg_joiner=" @@ ", output_field=BooleanField()
    )


def _as_written(text: str) -> Q:
    """The words in this order, whatever is between them but letters; case does not matter."""
    pattern = r"\s+".join(re.escape(word) for word in text.split())
    places = ("message__text", "message__quoted", "message__subject", "conversation__subject")
    return reduce(or_, (Q(**{f"{place}__iregex": pattern}) for place in places))


def without_unwanted(rows: ConversationQuerySet, found: Filter) -> ConversationQuerySet:
    """Those in which no message has a word that was put after a minus."""
    for text in found.texts:
        if text.negated and (query := tsquery([text])):
            condition = Q(holds(query))
            if text.exact and len(text.text.split()) > 1:
                condition &= _as_written(text.text)
            rows = rows.exclude(pk__in=SearchRow.objects.filter(condition).values("conversation"))
    return rows


def with_words(rows: ConversationQuerySet, found: Filter) -> ConversationQuerySet:
    """Those with a message that has every wanted word, and no unwanted one."""
    rows = without_unwanted(rows, found)
    wanted = matches(found.texts)
    return rows.filter(pk__in=SearchRow.objects.filter(wanted).values("conversation")) if wanted else rows

"""What may come next while one types a filter: operators, then their values."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.conversations.queries.filters import applying  # noqa: F401  it registers the operators
from handrail.conversations.queries.filters.operators import OPERATORS, Asking
from handrail.conversations.queries.filters.parsing import QUOTES, Part, split
from handrail.conversations.queries.filters.printing import show_value
from handrail.conversations.queries.filters.tree import LONGEST

MOST = 10


@dataclass(frozen=True)
class Completion:
    """A suggestion: `insert` takes the place of the text from `begin` to `end`."""

    insert: str
    begin: int
    end: int
    shown: str
    label: str
    is_operator: bool = False


def complete(asking: Asking, text: str, caret: int) -> list[Completion]:
    """What fits at the caret of a search box, best first, at most ten."""
    caret = max(0, min(caret, len(text)))
    if len(text) > LONGEST:
        return []
    part = next((part for part in split(text[:caret]) if part.end == caret), None)
    if part is None:
        return [] if text[:caret].strip() else _operators("", caret, caret)
    if part.name:
        return _values(asking, part, text)
    if part.quoted:
        return []
    word = part.values[0]
    return _operators(word, caret - len(word), caret) if word or part.negated else []


def _operators(word: str, begin: int, end: int) -> list[Completion]:
    typed = word.casefold()
    found = [
        Completion(
            f"{operator.name}:", begin, end, f"{operator.name}:", str(operator.label), is_operator=True
        )
        for operator in OPERATORS.values()
        if operator.name.startswith(typed) or str(operator.label).casefold().startswith(typed)
    ]
    return found if not word else found[:MOST]


def _values(asking: Asking, part: Part, text: str) -> list[Completion]:
    operator = OPERATORS.get(part.name)
    if operator is None or len(part.values[-1]) > 100:
        return []
    begin = part.starts[-1]
    is_closed = len(text[begin : part.end]) > 1 and text[part.end - 1] in QUOTES and text[begin] in QUOTES
    if is_closed:
        return []
    typed = part.values[-1]
    return [
        Completion(f"{show_value(one.value)} ", begin, part.end, one.value, one.label)
        for one in operator.suggest(asking, typed)[:MOST]
        if one.value != typed or one.label
    ]

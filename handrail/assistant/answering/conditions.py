"""A condition that was asked about ("on a multisite", "with PHP 8") is told with the answer. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from handrail.assistant.answering.extracting import LONGEST, Asked, score
from handrail.assistant.answering.parts import Block, Form, cut
from handrail.helpcenter.meaning.sentences import sentences
from handrail.helpcenter.search.analysis import tokens

MOST = 2  # sentences that are told beside the part that answers
_RARE = 2  # blocks of an article in which a word of the question may stand and still name a condition
_NEAR = 0.6  # of the nearness of the best sentence told, which one on a condition must reach
_SURE = 6  # letters of a word that names a condition where nobody knows how near its sentence is
_SHORTEST = 4  # letters of a word that names anything; what has a digit does, too
_NUMBER = re.compile(r"\d")


def with_conditions(
    told: Sequence[Block], blocks: Sequence[Block], asked: Asked, *, known: str
) -> list[Block]:
    """The part that answers, with the article's sentences on what the question names and the part does not.

    `known` is what the asker reads beside it, the title. In the article's order.
    """
    if not told:
        return []
    said = [one.text for one in told]
    left = frozenset(filter(_names, asked.terms)) - _terms(" ".join([known, *said]), asked)
    nearest = max((asked.nearness.get(one, 0.0) for text in said for one in sentences(text)), default=0.0)
    more: list[Block] = []
    for one in sorted(_candidates(blocks, said, left, asked), key=lambda one: -score(one.text, asked)):
        new = _terms(one.text, asked) & left
        if new and _is_meant(one.text, new, _NEAR * nearest, asked):
            more.append(one)
            left -= new
    return sorted([*told, *more[:MOST]], key=lambda one: _place(one, blocks))


def _is_meant(sentence: str, new: frozenset[str], least: float, asked: Asked) -> bool:
    nearness = asked.nearness.get(sentence)
    if nearness is not None and nearness >= least:
        return True
    return any(_NUMBER.search(one) or len(one) >= _SURE for one in new)


def _candidates(
    blocks: Sequence[Block], said: Sequence[str], left: frozenset[str], asked: Asked
) -> Iterator[Block]:
    """Sentences with a word that is left over and rare in the article, each as running text."""
    terms = [_terms(one.text, asked) for one in blocks]
    often = Counter(term for some in terms for term in some & left)
    rare = {term for term in left if often[term] <= _RARE}
    for block, its in zip(blocks, terms, strict=True):
        if not its & rare or block.form == Form.CODE or any(text in block.text for text in said):
            continue
        for sentence in sentences(block.text):
            begin = block.text.find(sentence)
            if begin >= 0 and len(sentence) <= LONGEST and _terms(sentence, asked) & rare:
                part = cut(block, begin, begin + len(sentence))
                yield replace(part, form=Form.TEXT, list=0, within=(), number=0)


def _names(term: str) -> bool:
    return len(term) >= _SHORTEST or _NUMBER.search(term) is not None


def _terms(text: str, asked: Asked) -> frozenset[str]:
    return frozenset(token.term for token in tokens(text, asked.language))


def _place(block: Block, blocks: Sequence[Block]) -> int:
    """Where in the article it stands; what is no part of its text, the summary, begins."""
    return next((at for at, one in enumerate(blocks) if one is block or block.text in one.text), -1)

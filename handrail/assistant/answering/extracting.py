"""What of an article answers: the sentences nearest to the question, with the steps that belong to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handrail.assistant.answering.parts import Block, Form, cut
from handrail.helpcenter.meaning.sentences import sentences
from handrail.helpcenter.search.analysis import tokens

LONGEST = 700  # characters of running text that are told; the article says the rest
MOST_STEPS = 12
_WORDS = 0.5  # what the words of a sentence count beside its meaning


@dataclass(frozen=True)
class Asked:
    """A question as sentences are compared with it: its terms, and how near each known sentence is to it."""

    terms: frozenset[str]
    language: str
    nearness: Mapping[str, float]


def asked(question: str, language: str, nearness: Mapping[str, float]) -> Asked:
    """The question in the way of the article's `language`; `nearness` is the cosine by sentence."""
    return Asked(frozenset(token.term for token in tokens(question, language)), language, nearness)


def extract(blocks: Sequence[Block], asked: Asked, anchor: str | None = None) -> list[Block]:
    """The blocks that answer, in the article's order; `anchor` says under which heading they stand.

    A list is told whole, with the sentence that leads to it; running text from the best sentence on. Lines of
    code are told with the words around them: by themselves they only say what words are typed.
    """
    section = [one for one in blocks if anchor is None or one.anchor == anchor] or list(blocks)
    if not section:
        return []
    said = [at for at, one in enumerate(section) if one.form != Form.CODE] or range(len(section))
    best = max(said, key=lambda at: (_fit(section[at].text, asked), -at))
    if section[best].list:
        return _steps(section, best)
    after = best + 1
    if after < len(section) and section[after].list and _leads_on(section[best]):
        return _steps(section, after)
    return _running(section, best, asked)


def _leads_on(block: Block) -> bool:
    return block.text.rstrip().endswith((":", "："))


def whole(blocks: Sequence[Block], summary: str) -> list[Block]:
    """What an article says to somebody who asks for all of it: its summary, and the steps that come first."""
    sections = list(dict.fromkeys(one.anchor for one in blocks))[:2]
    steps = [at for at, one in enumerate(blocks) if one.form == Form.STEP and one.anchor in sections]
    return [Block(Form.TEXT, summary), *(_steps(blocks, steps[0]) if steps else [])]


def best_sentence(texts: Sequence[str], asked: Asked) -> str:
    """The sentence that fits best; empty where there is none."""
    return max(texts, key=lambda one: score(one, asked), default="")


def score(sentence: str, asked: Asked) -> float:
    """How well one sentence answers: its nearness in meaning, and the share of the question's words in it."""
    found = {token.term for token in tokens(sentence, asked.language)}
    return asked.nearness.get(sentence, 0.0) + _WORDS * len(found & asked.terms) / max(1, len(asked.terms))


def _fit(text: str, asked: Asked) -> float:
    return max((score(one, asked) for one in sentences(text)), default=0.0)


def _steps(section: Sequence[Block], at: int) -> list[Block]:
    """The whole list around a step, and what leads to it."""
    first, last = at, at
    while first and section[first - 1].list == section[at].list:
        first -= 1
    while last + 1 < len(section) and section[last + 1].list == section[at].list:
        last += 1
    lead = [section[first - 1]] if first and section[first - 1].form == Form.TEXT else []
    steps = section[first : last + 1]
    begins = [number for number, one in enumerate(steps) if one.number]
    return [*lead, *(steps[: begins[MOST_STEPS]] if len(begins) > MOST_STEPS else steps)]


def _running(section: Sequence[Block], at: int, asked: Asked) -> list[Block]:
    """The best block, cut to its best sentences where it is long; with what follows while there is room."""
    block = section[at]
    found = [block if len(block.text) <= LONGEST else _cut(block, asked)]
    room = LONGEST - len(found[0].text)
    for following in section[at + 1 :]:
        room -= len(following.text)
        is_led_to = following.form == Form.CODE and _leads_on(found[-1])
        if room < 0 or following.list or (following.form != Form.TEXT and not is_led_to):
            break
        found.append(following)
    return found


def _cut(block: Block, asked: Asked) -> Block:
    said = sentences(block.text)
    at = max(range(len(said)), key=lambda number: score(said[number], asked))
    begin = max(0, block.text.find(said[at]))
    end = begin + len(said[at])
    for following in said[at + 1 :]:
        there = block.text.find(following, end)
        if there < 0 or there + len(following) - begin > LONGEST:
            break
        end = there + len(following)
    return cut(block, begin, min(end, begin + LONGEST))

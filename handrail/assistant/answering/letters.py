"""What of a letter is asked: its subject, its story, and the sentences that ask.

A letter is greeting, story, question, signature. Asked as one text its words drown each other; a sentence by
itself may be near to anything. So some parts are asked, each alone, and what is found is weighed together
(`evidence.together`). All of it is pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from handrail.assistant.answering.clauses import says_something, telling_words

MOST_ASKING = 2  # sentences: the last ones, as a letter comes to its question
_PARAGRAPHS = re.compile(r"\n\s*\n")
_SENTENCES = re.compile(r"(?<=[.!?؟…])\s+|(?<=[。！？])\s*|\n+")
_ASKS = re.compile(r"[?？؟]")
_CALLS = re.compile(r"[,،，、]\s*$")  # how a greeting ends
_ENDS = re.compile(r"[.!?:;…。！？：؟][\"'»”’)\]]*\s*$")  # how a sentence ends
_QUOTED = re.compile(r"^\s*>")
_FEW_WORDS, _FEW_LETTERS, _FEW_LINES = 6, 40, 4  # of a line of a greeting or a signature; of a signature
_FEW_TELLING = 4  # words that say something: with fewer a question needs the sentence before it


def parts_of(subject: str, texts: Sequence[str], language: str) -> list[str]:
    """The parts of what a customer wrote, in `texts` behind one another; `subject` is "" where it is no part.

    Of what is one sentence there is one part; never more than four. What says nothing is none.
    """
    bodies = [_body(one, language) for one in texts]
    said = [sentence for body in bodies for sentence in _sentences(body)]
    whole = " ".join(said)
    parts = [subject.strip(), whole, *_asking(said, language)[-MOST_ASKING:]]
    told = list(dict.fromkeys(one for one in parts if any(letter.isalnum() for letter in one)))
    return [one for one in told if says_something(one, language)] or told


def asks(text: str) -> bool:
    """Whether something is asked with a question mark; a request without one is told by nothing so surely."""
    return bool(_ASKS.search(text))


def _body(text: str, language: str) -> list[str]:
    """The paragraphs between greeting and signature; all of them where nothing else is there."""
    lines = (line for line in text.splitlines() if not _QUOTED.match(line))
    paragraphs = [one.strip() for one in _PARAGRAPHS.split("\n".join(lines)) if one.strip()]
    first, last = 0, len(paragraphs)
    while last - first > 1 and _greets(paragraphs[first], language):
        first += 1
    while last - first > 1 and _signs(paragraphs[last - 1], language):
        last -= 1
    return paragraphs[first:last]


def _greets(paragraph: str, language: str) -> bool:
    is_call = _is_short(paragraph) and "\n" not in paragraph and _CALLS.search(paragraph)
    return bool(is_call) or not says_something(paragraph, language)


def _signs(paragraph: str, language: str) -> bool:
    lines = paragraph.splitlines()
    is_name = len(lines) <= _FEW_LINES and not any(_ENDS.search(one) for one in lines)
    return (is_name and all(map(_is_short, lines))) or not says_something(paragraph, language)


def _is_short(line: str) -> bool:
    return len(line.split()) <= _FEW_WORDS and len(line) <= _FEW_LETTERS


def _sentences(paragraphs: Sequence[str]) -> list[str]:
    return [one.strip() for said in paragraphs for one in _SENTENCES.split(said) if one and one.strip()]


def _asking(said: Sequence[str], language: str) -> list[str]:
    """The sentences that ask; short ones with the one before, as "Is that possible?" says nothing alone."""
    return [" ".join(_with_reason(said, at, language)) for at, one in enumerate(said) if asks(one)]


def _with_reason(said: Sequence[str], at: int, language: str) -> Iterator[str]:
    if at and telling_words(said[at], language) < _FEW_TELLING:
        yield said[at - 1]
    yield said[at]

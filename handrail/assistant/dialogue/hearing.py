"""What a customer wants by what they wrote, in whichever of the languages that we know. Pure.

It is generous: a person too often costs somebody a minute, a person too seldom leaves somebody alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from handrail.assistant.dialogue.reading import SHORTEST_SLIP, Read
from handrail.assistant.dialogue.words_of import (
    SHIPPED_TOPICS,
    Phrases,
    Sign,
    Vocabulary,
    tokens_of,
    vocabularies,
    without_the_middle,
)

_NEAR = 5  # words between a verb and whom it is about
_LOUD_MARKS = re.compile(r"[!?！？¿¡]{3,}")
_LOUD_WORDS, _LOUD_LETTERS, _LOUD_SHARE = 3, 12, 0.7
_LONGEST_YES = 10  # words; who says more says something else
_SHORTEST_UPSET_SLIP = 9
_SHORTEST_TOPIC_SLIP = 8
_WORDS = re.compile(r"[^\W\d_]{2,}")
_ASKS = re.compile(r"[?？؟]")
_AFTER_NO = re.compile(r"^\W*[\w'’ ]{1,20}[,.;:!،。、，–—-]")  # "No, still blank" is one, "No sound" is none
_LONGEST_NO = 4  # words, from which on a no at the beginning needs a mark after it


@dataclass(frozen=True)
class Topics:
    """What goes to people: the shipped topics that are on, and phrases of the team by topic."""

    shipped: tuple[str, ...] = SHIPPED_TOPICS
    own: Mapping[str, Phrases] = field(default_factory=dict)


@dataclass(frozen=True)
class Heard:
    """What was heard. `is_yes` and `is_no`: all that was written is a yes or a no to "did it help?".

    `says_unhelped`: it is a no, or says that something did not help, and may say more.
    """

    wants_person: bool = False
    is_upset: bool = False
    topic: str = ""
    is_yes: bool = False
    is_no: bool = False
    says_unhelped: bool = False
    is_thanks: bool = False
    is_greeting: bool = False


def hear(text: str, topics: Topics | None = None, *, language: str = "en") -> Heard:
    """Understand what was written, in whichever language it is; `language` is the customer's.

    Slips of the finger are forgiven in a wish for a person in all languages, else in theirs: what is a slip
    in one language is a word of another. A yes counts in theirs and in English alone, and as it is spelt: it
    closes.
    """
    read = Read(tokens_of(text))
    if not read.tokens:
        return Heard(is_upset=_is_loud(text))
    languages, own = list(vocabularies().values()), vocabularies().get(language.partition("-")[0])
    return Heard(
        wants_person=any(_wants_person(read, one) for one in languages),
        is_upset=_is_loud(text) or any(_is_upset(read, one, one is own) for one in languages),
        topic=_topic(read, languages, topics or Topics(), own),
        says_unhelped=any(_says_unhelped(read, text, one) for one in languages),
        **_alone(read, text, languages, own),
    )


def _wants_person(read: Read, words: Vocabulary) -> bool:
    if read.has(words.of(Sign.PERSON), slips=SHORTEST_SLIP):
        return True
    if read.is_only([words.of(Sign.ALONE)], [words.of(Sign.FILL)]):
        return True
    verbs = read.all_places(words.of(Sign.VERB), slips=SHORTEST_SLIP)
    nouns = read.all_places(words.of(Sign.NOUN), slips=SHORTEST_SLIP) if verbs else []
    far = read.all_places(words.of(Sign.FAR)) if nouns else []
    meant = [at for at in nouns if not any(0 < at - other <= 2 for other in far)]
    return any(0 < abs(noun - verb) <= _NEAR for noun in meant for verb in verbs)


def _says_unhelped(read: Read, text: str, words: Vocabulary) -> bool:
    if read.has(words.of(Sign.UNHELPED), slips=SHORTEST_SLIP):
        return True
    is_short = len(read.tokens) <= _LONGEST_NO
    return read.begins(words.of(Sign.NO)) and (is_short or bool(_AFTER_NO.match(text)))


def _is_upset(read: Read, words: Vocabulary, is_own: bool) -> bool:
    slips = _SHORTEST_UPSET_SLIP if is_own else 0
    return any(read.has(words.of(sign, is_own=is_own), slips=slips) for sign in (Sign.UPSET, Sign.HARM))


def _is_loud(text: str) -> bool:
    """Capitals, or three marks in a row."""
    text = without_the_middle(text)
    if _LOUD_MARKS.search(text):
        return True
    loud = [word for word in _WORDS.findall(text) if word.upper() != word.lower()]
    letters = sum(map(len, loud))
    capitals = sum(len(word) for word in loud if word.isupper())
    return len(loud) >= _LOUD_WORDS and letters >= _LOUD_LETTERS and capitals >= _LOUD_SHARE * letters


def _topic(read: Read, languages: Sequence[Vocabulary], topics: Topics, own: Vocabulary | None) -> str:
    for key, theirs in topics.own.items():
        if read.has(theirs, slips=_SHORTEST_TOPIC_SLIP):
            return key
    for key in topics.shipped:
        for words in languages:
            is_own = words is own
            if read.has(words.of(key, is_own=is_own), slips=_SHORTEST_TOPIC_SLIP if is_own else 0):
                return key
    return ""


def _alone(read: Read, text: str, languages: Sequence[Vocabulary], own: Vocabulary | None) -> dict[str, bool]:
    """What the whole message is, where it is nothing else."""
    nothing = dict.fromkeys(("is_yes", "is_no", "is_thanks", "is_greeting"), False)
    if len(read.tokens) > _LONGEST_YES * 2:
        return nothing
    english = vocabularies()["en"]
    is_question = bool(_ASKS.search(text)) or any(_is_asked(read, one) for one in (own, english) if one)
    for words in languages:
        fill, thanks = words.of(Sign.FILL), words.of(Sign.THANKS)
        no = [words.of(Sign.NO), words.of(Sign.UNHELPED)]
        if read.is_only([words.of(Sign.GREETING)], [fill, thanks]):
            return nothing | {"is_greeting": True}
        if is_question:
            continue
        if read.is_only(no, [fill, thanks]):
            return nothing | {"is_no": True}
        if _is_yes(read, words, own):
            return nothing | {"is_yes": True}
        if read.is_only([thanks], [fill]):
            return nothing | {"is_thanks": True}
    return nothing | {"is_no": read.tokens == ["👎"]}


def _is_asked(read: Read, words: Vocabulary) -> bool:
    """Whether it is a question by its words, as in chats many leave the mark out."""
    return read.begins(words.of(Sign.ASKS)) or read.has(words.of(Sign.PARTICLE))


def _is_yes(read: Read, words: Vocabulary, own: Vocabulary | None) -> bool:
    if words is not own and words is not vocabularies()["en"]:
        return False
    is_said = read.is_only([words.of(Sign.YES)], [words.of(Sign.FILL), words.of(Sign.THANKS)], slips=0)
    return is_said or read.tokens == ["👍"]

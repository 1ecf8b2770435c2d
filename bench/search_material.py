"""What the search bench asks and finds: public paragraphs and questions, slips, made-up articles."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "de", "es", "ro", "ru", "el", "tr", "vi", "ar", "hi", "th", "zh")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Asked:
    """A question, and the name of the paragraph that answers it; `half` is 0 or 1."""

    words: str
    answer: str
    half: int


def paragraphs(folder: Path, language: str) -> dict[str, str]:
    """The paragraphs of a language by their names."""
    rows = json.loads((folder / f"passages.{language}.json").read_text("utf-8"))
    return {row["pid"]: row["text"] for row in rows}


def half_of(folder: Path, language: str) -> list[str]:
    """The names of the paragraphs of every second subject."""
    rows = json.loads((folder / f"passages.{language}.json").read_text("utf-8"))
    return [row["pid"] for row in rows if row["article"] % 2 == 0]


def questions(folder: Path, language: str, step: int) -> list[Asked]:
    """Every `step`th question of a language."""
    lines = (folder / f"questions.{language}.jsonl").read_text("utf-8").splitlines()
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return [Asked(row["question"], row["pid"], row["article"] % 2) for row in rows[::step]]


def with_a_slip(words: str) -> str:
    """One of the longer words with letters swapped, left out, doubled or replaced; always the same."""
    dice = random.Random(words)
    found = [match for match in re.finditer(r"\w{5,}", words) if match[0].isalpha()]
    if not found:
        return words
    match = dice.choice(found)
    word, at = match[0], dice.randrange(1, len(match[0]) - 1)
    changed = dice.choice(
        [
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at - 1] + word[at + 1 :],
        ]
    )
    return words[: match.start()] + changed + words[match.end() :]


def without_marks(words: str) -> str:
    """As people write who have no keys for accents: Latin and Greek letters bare, all else as it is."""
    bare = "".join(
        letter for letter in unicodedata.normalize("NFD", words) if not 0x300 <= ord(letter) <= 0x36F
    )
    return unicodedata.normalize("NFC", bare.replace("ı", "i"))


def made_up(folder: Path, count: int) -> Iterator[tuple[str, str]]:
    """Titles and Markdown of articles whose sentences are real and whose order is not; always the same."""
    dice = random.Random(7)
    sentences = [one for text in paragraphs(folder, "en").values() for one in _SENTENCE.split(text)]
    for number in range(count):
        parts = [" ".join(dice.choices(sentences, k=4)) for _ in range(2)]
        heading = " ".join(dice.choice(sentences).split()[:4])
        yield (
            f"{' '.join(dice.choice(sentences).split()[:6])} {number}",
            f"{parts[0]}\n\n## {heading}\n\n{parts[1]}",
        )

"""What is suggested beside letters: how many answers are right, and whether the others stay silent.

Usage: python -m bench.suggestions [SETS]  (../shared/data); exit 1 when a goal is missed.

Public questions are put into public mails, with greeting and signature, and asked of the shelves of
`assistant_material`. Of the sample company every message of a customer is asked as it came:
`suggestions_sample.jsonl` says which articles answer it, all others are to stay silent. Beside each figure
stands what it is when a letter is asked as one text.
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

from bench import goals
from bench.assistant_evidence import published, wait_for_meanings
from bench.assistant_material import Shelf, held_out, missing_paragraphs, small
from bench.installation import installation

if TYPE_CHECKING:
    from handrail.assistant.answering import Answer, Refusal
    from handrail.assistant.suggesting.unanswered import Letter
    from handrail.ops.sample.story import Story

told = partial(goals.told, "suggestions")
LABELS = Path(__file__).with_name("suggestions_sample.jsonl")
CHANNEL = "agent"
MANY = 120  # letters of a shelf
PRECISION, SAMPLE_PRECISION, SAMPLE_TOLD = 0.85, 0.70, 7
_WITHOUT_MAIL = 0.2  # share of letters that are greeting, question and signature alone
_LANGUAGES = ("en", "de", "ru", "es", "ro")
_GREETING = {
    "en": "Hello,",
    "de": "Guten Tag,",
    "ru": "Здравствуйте!",
    "es": "Hola,",
    "ro": "Bună ziua,",
}
_SIGNATURE = {
    "en": "Kind regards,\nMaria Lopez",
    "de": "Mit freundlichen Grüßen\nMaria Lopez",
    "ru": "С уважением,\nМария Лопес",
    "es": "Un saludo,\nMaria Lopez",
    "ro": "Cu stimă,\nMaria Lopez",
}


@dataclass(frozen=True)
class Suggested:
    """One letter: the slugs of what answers it (none: silence), and the first one of what was said to it."""

    right: frozenset[str]
    slug: str
    is_shown: bool
    confidence: float

    @property
    def is_right(self) -> bool:
        """Whether an agent sees an answer, and the right one."""
        return self.is_shown and self.slug in self.right


def main(arguments: list[str]) -> int:
    """Measure all of it."""
    sets = Path(arguments[0]) if arguments else goals.SETS
    if not (sets / "mail").is_dir():
        print(f"SKIPPED: {sets} is not there, so nothing was measured")
        return 0
    with installation():
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.settings")
        django.setup()
        fine = _of_letters(sets)
        fine &= _of_sample()
    return 0 if fine else 1


def _of_letters(sets: Path) -> bool:
    mails = _mails(sets)
    as_one: list[Suggested] = []
    in_parts: list[Suggested] = []
    for shelf in _shelves(sets):
        one, parts = _asked(shelf, mails)
        _note(shelf.name, one, parts)
        as_one += one
        in_parts += parts
    about = f"as one text {precision(as_one):.3f}; told {_told(in_parts)}, as one text {_told(as_one)}"
    return told("of answers beside public mails right", precision(in_parts), PRECISION, about=about)


def precision(found: Sequence[Suggested]) -> float:
    """The share of the answers shown that are right; 1 of none."""
    shown = [one for one in found if one.is_shown]
    return sum(one.is_right for one in shown) / len(shown) if shown else 1.0


def _told(found: Sequence[Suggested]) -> str:
    return f"{sum(one.is_right for one in found)} of {sum(bool(one.right) for one in found)}"


def _note(name: str, as_one: Sequence[Suggested], in_parts: Sequence[Suggested]) -> None:
    said = (f"{how} {precision(of):.3f} right, told {_told(of)}" for how, of in _both(as_one, in_parts))
    print(f"note  suggestions, {name}: {'; '.join(said)}", flush=True)


def _both(
    as_one: Sequence[Suggested], in_parts: Sequence[Suggested]
) -> Iterator[tuple[str, Sequence[Suggested]]]:
    yield "in parts", in_parts
    yield "as one text", as_one


def _shelves(sets: Path) -> Iterator[Shelf]:
    for language in _LANGUAGES:
        yield missing_paragraphs(sets / "retrieval", language)
    yield small(sets / "retrieval", "en")
    yield held_out("banking near", sets / "intents", "banking77", 3)


def _mails(sets: Path) -> dict[str, list[str]]:
    """The new words of public mails, by their language."""
    from handrail.core.language import detect_language

    found: dict[str, list[str]] = {}
    for line in (sets / "mail/replies-trimmer.jsonl").read_text("utf-8").splitlines():
        words = json.loads(line)["trimmed"].strip()
        language = detect_language(words)
        if language and len(words) > len(_SIGNATURE["en"]):
            found.setdefault(language, []).append(words)
    return found


def _letter(words: str, language: str, mails: dict[str, list[str]], dice: random.Random) -> str:
    """A public mail with the question somewhere in it."""
    there = mails.get(language, [])
    mail = dice.choice(there) if there and dice.random() > _WITHOUT_MAIL else ""
    paragraphs = [one for one in re.split(r"\n\s*\n", mail) if one.strip()]
    paragraphs.insert(dice.randint(0, len(paragraphs)), words)
    return "\n\n".join([_GREETING[language], *paragraphs, _SIGNATURE[language]])


def _asked(shelf: Shelf, mails: dict[str, list[str]]) -> tuple[list[Suggested], list[Suggested]]:
    from handrail.assistant.answering import answer, answer_letter
    from handrail.assistant.suggesting.unanswered import Letter
    from handrail.helpcenter.models import Translation
    from handrail.helpcenter.readers import STRANGER

    site = published(shelf)
    wait_for_meanings()
    slugs = dict(Translation.objects.filter(site=site).values_list("article", "slug"))
    dice = random.Random(shelf.name)
    as_one: list[Suggested] = []
    in_parts: list[Suggested] = []
    for case in dice.sample(shelf.cases, min(MANY, len(shelf.cases))):
        right = frozenset({case.answer} - {""})
        text = _letter(case.words, case.language, mails, dice)
        ask: dict[str, Any] = {"reader": STRANGER, "site": site}
        letter = Letter(0, "", [text], is_first=True)
        as_one.append(_suggested(answer(text, language=case.language, **ask), right, slugs))
        said = answer_letter(
            letter.parts(case.language), language=case.language, channel=CHANNEL, seconds=10, **ask
        )
        in_parts.append(_suggested(said, right, slugs))
    return as_one, in_parts


def _suggested(
    said: Answer | Refusal, right: frozenset[str], slugs: dict[int, str], *, may_show: bool = True
) -> Suggested:
    from handrail.assistant.answering import Answer

    first = slugs[said.sources[0].translation.article_id] if said.sources else ""
    return Suggested(right, first, isinstance(said, Answer) and may_show, said.confidence)


def _of_sample() -> bool:
    from handrail.ops.sample.company import lamp

    lamp()
    wait_for_meanings()
    as_one, in_parts = zip(*_of_stories(), strict=True)
    _note("sample", as_one, in_parts)
    fine = told("of answers beside the sample right", precision(in_parts), SAMPLE_PRECISION)
    right = sum(one.is_right for one in in_parts)
    return told("right answers beside the sample", right, SAMPLE_TOLD, digits=0) and fine


def _of_stories() -> Iterator[tuple[Suggested, Suggested]]:
    """Each message of a customer, asked when it has come: as one text, and in parts."""
    from handrail.assistant.answering import answer, answer_letter
    from handrail.helpcenter.models import Translation
    from handrail.helpcenter.readers import STRANGER
    from handrail.helpcenter.sites import the_site
    from handrail.ops.sample.stories import STORIES

    rows = [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]
    known = {(row["story"], row["message"]): frozenset(row["slugs"]) for row in rows}
    site = the_site()
    english = dict(Translation.objects.filter(language="en", site=site).values_list("article", "slug"))
    for story in STORIES:
        ask: dict[str, Any] = {"reader": STRANGER, "language": story.language, "site": site}
        for number, letter in enumerate(_letters_of(story)):
            right = known.get((story.key, number), frozenset())
            whole = answer(f"{story.subject}\n{letter.texts[-1]}", **ask)
            parts = answer_letter(letter.parts(story.language), channel=CHANNEL, seconds=10, **ask)
            found = _suggested(parts, right, english, may_show=letter.asks)
            if found.is_shown or right:
                verdict = "right" if found.is_right else "WRONG" if found.is_shown else "silent"
                print(
                    f"note  suggestions, {story.key} {number}: {verdict}, {found.slug} {found.confidence:.2f}"
                )
            yield _suggested(whole, right, english), found


def _letters_of(story: Story) -> Iterator[Letter]:
    """What the customer had written since our last answer, at each of their messages."""
    from handrail.assistant.suggesting.unanswered import Letter

    since: list[str] = []
    is_first = True
    for said in story.entries:
        if said.kind == "reply":
            since, is_first = [], False
        elif said.kind == "message":
            since.append(said.text)
            yield Letter(0, story.subject if is_first else "", tuple(since), is_first)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

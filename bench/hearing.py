"""How well customers are heard who want a person, are upset, or say whether an answer helped; exit 1 if not.

Usage: python -m bench.hearing [SETS] [--fit] [--missed SIGN]     (../shared/data)

`hearing_asked.jsonl` was written in sixteen languages by somebody who knew neither the lists
(`dialogue/words/*.toml`) nor `hearing_said.jsonl`, on which `--fit` fits what is heard beside them
(`dialogue/leanings.json`). Questions of public sets must not be mistaken for any of it. `--missed` lists
what was not heard.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import django

from bench import goals

if TYPE_CHECKING:
    from bench.hearing_fit import Example

told = partial(goals.told, "hearing")
SAID, ASKED = (Path(__file__).with_name(f"hearing_{name}.jsonl") for name in ("said", "asked"))
UNKNOWN = {"ro", "sl", "uk"}  # to the model of meanings
# The least share that is heard: of all languages, and of those that the model does not know.
HEARD = {"person": (0.85, 0.75), "upset": (0.85, 0.75), "harm": (0.85, 0.75), "unhelped": (0.75, 0.6)}
MISTAKEN = 0.01  # of public questions at most
TRAPPED = 0.25  # of plain questions with such words in them
_XQUAD = ("ar", "de", "en", "es", "ro", "ru", "tr", "zh")
_AT_ONCE = 64


def main(arguments: list[str]) -> int:
    """Run all of it."""
    args = _read(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.settings")
    django.setup()
    from handrail.helpcenter.meaning import asking

    asking.load_here()
    public = _public(args.sets)
    if args.fit:
        from bench.hearing_fit import fit, write
        from handrail.assistant.dialogue.leanings import fitted

        write(fit([*map(_as_learned, _said()), *public]))
        fitted.cache_clear()
    fine = _heard(_asked(), args.missed)
    return 0 if _mistaken(public) and fine else 1


def _as_learned(one: Example) -> Example:
    """Distress is heard as being upset is; what asks whether it helped is a question."""
    return replace(one, sign={"harm": "upset"}.get(one.sign, one.sign))


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="?", type=Path, default=goals.SETS)
    parser.add_argument("--fit", action="store_true", help="fit what is heard beside the lists anew")
    parser.add_argument("--missed", default="", help="list what was not heard of this sign")
    return parser.parse_args(arguments)


def _heard(asked: Sequence[Example], missed: str) -> bool:
    fine = True
    for sign, (all_, unknown) in HEARD.items():
        some = [one for one in asked if one.sign == sign]
        known = {one.text: _is_heard(one, sign) for one in some}
        far = [one for one in some if one.language in UNKNOWN]
        fine &= told(f"heard: {sign}", _mean(known.values()), all_, about=_by_language(some, known))
        fine &= told(f"heard: {sign}, ro sl uk", _mean(known[one.text] for one in far), unknown)
        for one in some if sign == missed else ():
            if not known[one.text]:
                print(f"note  hearing, missed: {one.language} {one.text}")
    fine &= _closes(asked, missed)
    plain = [_why(one) is not None for one in asked if one.sign == "plain"]
    return told("mistaken: plain questions with such words", _mean(plain), TRAPPED, most=True) and fine


def _closes(asked: Sequence[Example], missed: str) -> bool:
    """A yes closes, or is asked for; what looks like one and asks may be asked for too: it never closes."""
    from handrail.assistant.dialogue.hearing import hear
    from handrail.assistant.dialogue.leanings import Remark
    from handrail.assistant.dialogue.meant import meant

    def is_yes(one: Example) -> bool:
        return hear(one.text, language=one.language).is_yes

    yes, asks = ([one for one in asked if one.sign == sign] for sign in ("yes", "asks"))
    said = {one.text: is_yes(one) for one in yes}
    understood = [
        said[one.text] or meant(one.text, after_answer=True, seconds=60) == Remark.YES for one in yes
    ]
    print(f"note  hearing, a yes that closes by itself: {_mean(said.values()):.2f}")
    fine = told("heard: yes", _mean(understood), 0.75)
    for one, is_one in zip(yes, understood, strict=True):
        if missed == "yes" and not is_one:
            print(f"note  hearing, missed: {one.language} {one.text}")
    return told("closed by a question", _mean(map(is_yes, asks)), 0.01, most=True) and fine


def _is_heard(one: Example, sign: str) -> bool:
    from handrail.assistant.dialogue.hearing import hear
    from handrail.assistant.dialogue.leanings import Remark
    from handrail.assistant.dialogue.meant import meant
    from handrail.assistant.models import Because

    if sign == "unhelped":
        heard = hear(one.text, language=one.language)
        is_said = heard.is_no or heard.says_unhelped or bool(_why(one))
        return is_said or meant(one.text, after_answer=True, seconds=60) == Remark.UNHELPED
    why = _why(one)
    return why is not None if sign == "person" else why in (Because.UPSET, Because.TOPIC, Because.ASKED)


def _why(one: Example) -> object:
    from handrail.assistant.dialogue.deciding import for_people
    from handrail.assistant.dialogue.hearing import hear
    from handrail.assistant.dialogue.meant import why_of

    return for_people(hear(one.text, language=one.language)) or why_of(one.text, seconds=60)


def _mistaken(public: Sequence[Example]) -> bool:
    """By its meaning alone: what the lists take for a matter of people is meant to be."""
    from handrail.assistant.dialogue.leanings import Remark, leanings

    fine = True
    found = [leanings(one.text, one.vector.tolist()) for one in public]
    for sign in Remark:
        share = _mean(one[sign] > 0 for one in found)
        fine &= told(f"mistaken: public questions for {sign}", share, MISTAKEN, most=True, digits=4)
    return fine


def _by_language(some: Sequence[Example], heard: dict[str, bool]) -> str:
    shares: dict[str, list[bool]] = {}
    for one in some:
        shares.setdefault(one.language, []).append(heard[one.text])
    return " ".join(f"{language} {_mean(known):.2f}" for language, known in sorted(shares.items()))


def _mean(of: Iterable[bool]) -> float:
    known = list(of)
    return sum(known) / max(1, len(known))


def _asked() -> list[Example]:
    from bench.hearing_fit import Example

    return [Example(row["text"], row["sign"], row["language"]) for row in _rows(ASKED)]


def _said() -> list[Example]:
    return _understood([(row["text"], row["sign"], row["language"]) for row in _rows(SAID)], is_public=False)


def _public(sets: Path) -> list[Example]:
    """Every other question of the public sets; none where they are not there."""
    texts = [
        (row["text"], "plain", "en")
        for corpus in ("banking77", "clinc150")
        for row in _rows(sets / f"intents/{corpus}-train.jsonl")
        if row["intent"] != "oos"
    ]
    texts += [
        (row["question"], "plain", code)
        for code in _XQUAD
        for row in _rows(sets / f"retrieval/questions.{code}.jsonl")
    ]
    return _understood(texts[::2], is_public=True)


def _understood(texts: Sequence[tuple[str, str, str]], *, is_public: bool) -> list[Example]:
    import numpy as np

    from bench.hearing_fit import Example
    from handrail.helpcenter.meaning.asking import meanings
    from handrail.helpcenter.meaning.comparing import vector_of

    told = [text for text, _sign, _language in texts]
    vectors = [one for at in range(0, len(told), _AT_ONCE) for one in meanings(told[at : at + _AT_ONCE])]
    return [
        Example(text, sign, language, np.array(vector_of(vector), np.float32), is_public)
        for (text, sign, language), vector in zip(texts, vectors, strict=True)
    ]


def _rows(file: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

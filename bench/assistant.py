"""How well the assistant answers and refuses, one line per figure; exit 1 when a goal is missed.

Usage: python -m bench.assistant [SETS] [--fit] [--keep FOLDER] [--only SHELF] [--quality]  (../shared/data)

It starts a Handrail in a temporary folder, makes help centers of public questions (`assistant_material`) and
asks. `--fit` fits the confidence and the odds anew and writes them down (`assistant/answering/weights.json`,
`helpcenter/search/odds.json`); either way the figures are told for what was fitted without the corpus that is
asked, too. Goals of time hold on a quiet machine of two cores.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import django

from bench import dialogues, goals
from bench.assistant_evidence import gathered, kept_in
from bench.assistant_figures import (
    PLAIN,
    TOP,
    Judged,
    answered_anyway,
    answered_rightly,
    auroc,
    brier_skill,
    calibration_error,
)
from bench.assistant_material import XQUAD, Shelf, shelves
from bench.installation import installation

if TYPE_CHECKING:
    from bench.assistant_evidence import Seen
    from bench.assistant_fit import Fitted
    from handrail.assistant.answering.evidence import Evidence

told = partial(goals.told, "assistant")
# The least AUROC of answer or refusal, by shelf and by what is missing there.
AUROC = {
    ("clinc", "oos"): 0.93,
    ("clinc", "outside"): 0.93,
    ("clinc", "far"): 0.95,
    ("clinc near", "near"): 0.85,
    ("banking", "far"): 0.95,
    ("banking near", "near"): 0.85,
    ("paragraphs en", "absent"): 0.93,
    **{(f"paragraphs {code}", "absent"): 0.90 for code in ("ro", "ru", "de", "es")},
    ("asked paragraphs en", "absent"): 0.93,
    ("asked paragraphs ro", "absent"): 0.90,
}
# Help centers as the protocols of the public sets make them.
PUBLIC = {"clinc", "banking", *(f"paragraphs {code}" for code in XQUAD)}
RIGHTLY, ANYWAY, CALIBRATION, SKILL, HALVES = 0.85, 0.10, 0.05, 0.30, 0.05
SIMPLE = 0.60


def main(arguments: list[str]) -> int:
    """Run all of it."""
    args = _read(arguments)
    if not (args.sets / "intents").is_dir():
        print(f"SKIPPED: {args.sets} is not there, so nothing was measured")
        return 0
    asked = [one for one in shelves(args.sets) if one.name.startswith(args.only)]
    with nullcontext() if _is_kept(asked, args.keep) and args.quality else installation():
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.settings")
        django.setup()
        fine = not asked or _quality(gathered(asked, args.keep), is_fit=args.fit)
        if not args.quality:
            fine &= _simple()
            fine &= dialogues.told()
            fine &= _speed()
    return 0 if fine else 1


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="?", type=Path, default=goals.SETS)
    parser.add_argument("--fit", action="store_true", help="fit the confidence anew and write it down")
    parser.add_argument("--keep", type=Path, help="keep what was found in this folder, or read it from there")
    parser.add_argument(
        "--only", default="", help="only shelves whose name begins so; none: only what follows"
    )
    parser.add_argument("--quality", action="store_true", help="only how well, not how fast")
    return parser.parse_args(arguments)


def _is_kept(asked: Sequence[Shelf], folder: Path | None) -> bool:
    return all((file := kept_in(folder, one)) is not None and file.exists() for one in asked)


def _quality(found: Sequence[Seen], *, is_fit: bool) -> bool:
    from bench.assistant_fit import fit_all
    from handrail.assistant.answering.confidence import shipped

    if is_fit:
        fit_all(found)
        _forget()
    asked = [one for one in found if one.with_meaning]
    threshold = float(shipped()["threshold"])
    fine = _told("shipped", judge(asked, _shipped()), threshold)
    left_out = _without_it(asked)
    return (not left_out or _told("fitted without it", left_out, threshold)) and fine


def _shipped() -> Fitted:
    from bench.assistant_fit import Fitted
    from handrail.assistant.answering.confidence import weights
    from handrail.helpcenter.search.odds import odds

    return Fitted(odds(with_meaning=True), weights(with_meaning=True))


def _forget() -> None:
    """What was fitted before."""
    from handrail.assistant.answering import confidence
    from handrail.helpcenter.search import odds

    for kept in (confidence.shipped, confidence.weights, odds.odds):
        kept.cache_clear()


def judge(found: Sequence[Seen], by: Fitted) -> list[Judged]:
    """Every question with its confidence by what was fitted."""
    return [_judged(one, by, one.ranked(by.odds)) for one in found]


def _judged(of: Seen, by: Fitted, found: Sequence[Evidence]) -> Judged:
    named = of.named(found)
    return Judged(
        shelf=of.shelf,
        kind=of.case.kind,
        half=of.case.half,
        confidence=by.weights.confidence(of.numbers(found)) if found else 0.0,
        has_answer=bool(of.case.answer),
        is_first=named[:1] == [of.case.answer],
        is_named=of.case.answer in named[:TOP],
    )


def _without_it(found: Sequence[Seen]) -> list[Judged]:
    """Each corpus judged by what was fitted on the others, paragraphs by what was fitted on other subjects.

    Only paragraphs have articles without phrases, or in other languages: without any of them nothing is known
    of these.
    """
    from bench.assistant_fit import fitted

    judged: list[Judged] = []
    folds = sorted({_fold(one) for one in found})
    for fold in folds if len(folds) > 1 else []:
        others = [one for one in found if _fold(one) != fold]
        judged += judge([one for one in found if _fold(one) == fold], fitted(others))
    return judged


def _fold(of: Seen) -> str:
    return f"{of.family} {of.case.half}" if of.family == "paragraphs" else of.family


def _told(how: str, judged: Sequence[Judged], threshold: float) -> bool:
    fine = True
    for (shelf, kind), goal in AUROC.items():
        some = [one for one in judged if one.shelf == shelf and (one.has_answer or one.kind == kind)]
        if not some:
            continue  # not asked this time
        fine &= told(f"{how}: AUROC of {shelf}, {kind}", auroc(some), goal, about=_halves(some))
    for shelf in dict.fromkeys(one.shelf for one in judged):
        _note(how, shelf, [one for one in judged if one.shelf == shelf], threshold)
    plain = [one for one in judged if one.kind in PLAIN and one.shelf in PUBLIC]
    fine &= told(f"{how}: told the right article", answered_rightly(plain, threshold), RIGHTLY)
    fine &= told(f"{how}: answered without one", answered_anyway(plain, threshold), ANYWAY, most=True)
    protocol = [one for one in judged if one.kind in PLAIN and one.shelf in PUBLIC - {"banking"}]
    fine &= told(f"{how}: calibration error", calibration_error(protocol), CALIBRATION, most=True)
    return told(f"{how}: Brier skill", brier_skill(protocol), SKILL) and fine


def _halves(judged: Sequence[Judged]) -> str:
    one, other = (auroc([each for each in judged if each.half == half]) for half in (0, 1))
    return f"halves {one:.3f} {other:.3f}"


def _note(how: str, shelf: str, judged: Sequence[Judged], threshold: float) -> None:
    inside = [one for one in judged if one.has_answer]
    first = sum(one.is_first for one in inside) / max(1, len(inside))
    named = sum(one.is_named for one in inside) / max(1, len(inside))
    print(
        f"note  assistant, {how}: {shelf}: first {first:.3f}, of three {named:.3f};"
        f" told {answered_rightly(judged, threshold):.3f}, answered anyway"
        f" {answered_anyway(judged, threshold):.3f}; ECE {calibration_error(judged):.3f},"
        f" skill {brier_skill(judged):.2f}"
    )


def _simple() -> bool:
    """The fifty questions on the sample company's articles."""
    from bench.assistant_simple import share_answered

    share, missed = share_answered()
    for one in missed:
        print(f"note  assistant, not answered rightly: {one}")
    return told("simple questions on the sample answered rightly", share, SIMPLE)


def _speed() -> bool:
    from bench.assistant_speed import P95_MS, first_answers

    taken: list[float] = first_answers()
    p95 = sorted(taken)[int(0.95 * len(taken))]
    about = f"{len(taken)} answers, p50 {sorted(taken)[len(taken) // 2]:.0f}"
    return told("first answer p95, ms, 50 chats", p95, P95_MS, most=True, digits=0, about=about)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What a threshold means here: how many questions get an answer, and how many a wrong one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handrail.accounts.models import Agent
from handrail.assistant.models import Review, Trial, Turn, Verdict
from handrail.assistant.review.comparing import Shares, Told, shares, told_of
from handrail.assistant.review.filters import visible_turns

THRESHOLDS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_MOST = 2000  # reviewed turns that are looked at, the newest
_NO_ARTICLE = -1  # one is missing, or nobody has said which
Known = tuple[Told, int | None]


@dataclass(frozen=True)
class Estimate:
    """Questions whose answer is known, and where from: the test bench, or what leads reviewed."""

    known: Sequence[Known]
    is_from_bench: bool

    def at(self, threshold: float) -> Shares:
        """What becomes of them at a threshold."""
        return shares(self.known, threshold)

    @property
    def says_anything(self) -> bool:
        """Whether there are enough of them."""
        return self.at(0.5).says_anything

    @property
    def lines(self) -> list[tuple[float, Shares]]:
        """The same at some thresholds."""
        return [(threshold, self.at(threshold)) for threshold in THRESHOLDS]


def estimate(agent: Agent) -> Estimate:
    """From the newest trial with the settings in use, else from what was reviewed; two statements at most."""
    trial = Trial.objects.filter(state=Trial.State.DONE).first()
    known = [(told_of(one["now"]), one["expected"]) for one in trial.results] if trial else []
    bench = Estimate(known, is_from_bench=True)
    return bench if bench.says_anything else Estimate(_reviewed(agent), is_from_bench=False)


def _reviewed(agent: Agent) -> list[Known]:
    turns = Turn.objects.filter(visible_turns(agent), review__isnull=False).select_related("review")
    return [(_told(turn), _expected(turn, turn.review)) for turn in turns.order_by("-pk")[:_MOST]]


def _told(turn: Turn) -> Told:
    return Told(turn.confidence, tuple(one["article"] for one in turn.sources if "article" in one))


def _expected(turn: Turn, review: Review) -> int | None:
    if review.verdict in (Verdict.WRONG, Verdict.ANSWER):
        return review.article_id or _NO_ARTICLE
    if review.verdict == Verdict.RIGHT and turn.is_answer:
        return next(iter(_told(turn).articles), _NO_ARTICLE)
    return None

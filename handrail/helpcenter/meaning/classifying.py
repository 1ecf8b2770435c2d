"""Which questions an article's phrases are for, learned from them and from those of the articles around it.

A logistic regression of each article, its phrases against the nearest others (one against the rest), on
what they mean: it knows which part of a meaning tells this article from its neighbours, and which does not,
as a distance cannot. Only phrases that whoever reads this article may read too are learned from.

Questions that people ask elsewhere (`elsewhere.txt`, written for this) are examples of what is for none of
the articles (outlier exposure: Hendrycks, Mazeika and Dietterich, 2019).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from handrail.helpcenter.meaning.comparing import vector_of
from handrail.helpcenter.meaning.encoding import encode
from handrail.helpcenter.meaning.place import DIMENSIONS, MOST_TEXTS

_FILE = Path(__file__).with_name("elsewhere.txt")
_RIDGE = 0.05
_INTERCEPT = 1.0  # what the constant counts beside a meaning, whose length is 1
_NOTHING = 0.3  # what a question that has nothing in common with any of them weighs, as an example
_WEIGHT = 100.0  # of the article's phrases together, and of the others together
_ELSEWHERE = 1.5  # what questions of elsewhere weigh together, beside the others together
_NEAREST = 50  # of them
_ALIKE = 0.5  # cosine from which on one of them may as well be asked here
_STEPS = 8


def classifier_of(own: Sequence[str], others: Sequence[str]) -> tuple[list[float], float]:
    """What meanings teach, which are told as PostgreSQL reads them: at least one of `own`."""
    return classifier(_array(own), _array(others), _elsewhere())


def _array(told: Sequence[str]) -> Any:
    import numpy as np

    return np.array([vector_of(one) for one in told]).reshape(-1, DIMENSIONS)


@cache
def _elsewhere() -> Any:
    """What questions of elsewhere mean: some seconds, 2.6 MB."""
    lines = questions_of_elsewhere()
    portions = (lines[at : at + MOST_TEXTS] for at in range(0, len(lines), MOST_TEXTS))
    return _array([one for portion in portions for one in encode(portion)])


def questions_of_elsewhere() -> list[str]:
    """A line each, in English."""
    return _FILE.read_text("utf-8").splitlines()


def classifier(own: Any, others: Any, elsewhere: Any) -> tuple[list[float], float]:
    """Weights and intercept: their product with a question's meaning is the log of the odds that it is one.

    All three are arrays with a meaning in each row; `others` and `elsewhere` may be none. Fitted by Newton's
    method on the inner products (ridge regression in dual form, Saunders et al., 1998), as there are fewer
    phrases than dimensions.
    """
    import numpy as np

    far = _nearest_of(elsewhere, own, others)
    rows = np.vstack([own, others, far, np.zeros((1, own.shape[1]))])
    rows = np.hstack([rows, np.full((len(rows), 1), _INTERCEPT)])
    is_own = np.arange(len(rows)) < len(own)
    parts = ((own, 1.0), (others, 1.0), (far, _ELSEWHERE))
    each = [np.full(len(some), _WEIGHT * share / max(1, len(some))) for some, share in parts]
    weight = np.concatenate([*each, [_WEIGHT * _NOTHING]])
    alike = rows @ rows.T
    logit = np.zeros(len(rows))
    for _ in range(_STEPS):
        said = 1 / (1 + np.exp(-logit))
        curve = np.maximum(weight * said * (1 - said), 1e-6)
        aim = logit + weight * (is_own - said) / curve
        found = np.linalg.solve(alike + _RIDGE * np.diag(1 / curve), aim)
        logit = alike @ found
    weights = rows.T @ found
    return weights[:-1].tolist(), float(weights[-1] * _INTERCEPT)


def _nearest_of(elsewhere: Any, own: Any, others: Any) -> Any:
    """The questions of elsewhere that come closest to the article, without those that may be asked here."""
    import numpy as np

    here = (elsewhere @ np.vstack([own, others]).T).max(axis=1) >= _ALIKE
    far = elsewhere[~here]
    return far[np.argsort(-(far @ own.mean(axis=0)))[:_NEAREST]]

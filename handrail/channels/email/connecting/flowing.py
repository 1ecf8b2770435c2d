"""Whether mail flows one way, as far as is known: by what happened last, mail or test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.utils.dateparse import parse_datetime

Way = Literal["in", "out"]


@dataclass(frozen=True)
class Flow:
    """How it stands since when; `says` tells what is wrong. Nothing is known without a mail or a test."""

    state: Literal["works", "fails", "unknown"]
    at: datetime | None = None
    says: str = ""


def flow_of(
    error: str, since: datetime | None, at: datetime | None, trial: Mapping[str, Any], way: Way
) -> Flow:
    """An error stands until mail flows; `at` is when it last did; a test made after that says more.

    With none of them, that the server let us in is all that is known.
    """
    if error:
        return Flow("fails", since, error)
    began = parse_datetime(str(trial.get("began", "")))
    steps = [step for step in trial.get("steps", []) if step.get("way") == way]
    failed = next((step for step in steps if step["state"] == "failed"), None)
    if failed and began and (at is None or at < began):
        return Flow("fails", began, failed["says"])
    if at:
        return Flow("works", at)
    if steps and began and all(step["state"] == "done" for step in steps):
        return Flow("works", began)
    signed_in = parse_datetime(str(trial.get(f"{way}_signed_in", "")))
    return Flow("works", signed_in) if signed_in else Flow("unknown")

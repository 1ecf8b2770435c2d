"""Ask what texts mean and what they teach, without waiting long; imports neither numpy nor the model."""

from __future__ import annotations

import contextlib
import json
import logging
import math
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handrail.core.own_folder import refuse_strangers
from handrail.helpcenter.meaning.place import (
    MOST_BYTES,
    MOST_CHARACTERS,
    MOST_TEXTS,
    socket_path,
)

log = logging.getLogger(__name__)
A_PAGE_WAITS = 0.1  # seconds
A_JOB_WAITS = 60.0  # seconds
_REST = 2.0  # seconds in which nobody asks again where nobody answers
_BREATH = 1.0  # seconds in which nobody asks again who would wait no longer than was too short just now
_WAKING = 10.0  # seconds in which the model is loaded, on a slow machine
_STAYS_AWAKE = 60.0  # seconds in which it need not be woken again
_SLOW = (TimeoutError, BlockingIOError)  # somebody is there, but not yet for us
_LENGTH = 4  # bytes


class MeaningUnknownError(Exception):
    """The process that knows meanings does not answer; the message says what to do."""


@dataclass
class _Asking:
    """How this process asks: by the socket, or itself where the model `is_here`.

    Before `again_at` (a monotonic time) nobody asks who would wait for no more than `too_short` seconds.
    """

    is_here: bool = False
    again_at: float = 0.0
    too_short: float = math.inf
    woken_at: float = -math.inf

    def rests(self, seconds: float) -> bool:
        """Whether it is too soon to ask again for so long."""
        return seconds <= self.too_short and time.monotonic() < self.again_at

    def rest(self, seconds: float, *, is_slow: bool) -> None:
        """Remember that these seconds were not enough, or that nobody is there."""
        self.too_short = seconds if is_slow else math.inf
        self.again_at = time.monotonic() + (_BREATH if is_slow else _REST)


_asking = _Asking()


def meaning_of(question: str, *, seconds: float = A_PAGE_WAITS) -> str | None:
    """The vector of a question, as PostgreSQL reads it; None where these `seconds` are not enough."""
    return meanings_of([question], seconds=seconds)[0]


def meanings_of(parts: Sequence[str], *, seconds: float) -> list[str | None]:
    """The same of several parts of a question, of all of them or of none."""
    unknown: list[str | None] = [None] * len(parts)
    if not all(one.strip() for one in parts) or _asking.rests(seconds):
        return unknown
    try:
        return [*meanings(parts, seconds=seconds)]
    except MeaningUnknownError as error:
        _asking.rest(seconds, is_slow=isinstance(error.__cause__, _SLOW))
        return unknown


def meanings(texts: Sequence[str], *, seconds: float = A_JOB_WAITS) -> list[str]:
    """The vectors of texts, in portions of MOST_TEXTS. Raises MeaningUnknownError."""
    if _asking.is_here:
        from handrail.helpcenter.meaning.encoding import encode

        return encode(texts)
    shortened = [one[:MOST_CHARACTERS] for one in texts]
    portions = [shortened[at : at + MOST_TEXTS] for at in range(0, len(texts), MOST_TEXTS)]
    is_job = seconds >= A_JOB_WAITS
    answers = _answers([{"texts": one, "is_job": is_job} for one in portions], seconds)
    found: list[str] = [vector for answer in answers for vector in answer]
    if len(found) != len(texts):
        raise MeaningUnknownError("The part `meaning` of handrail up ended while it was asked")
    return found


def learned(own: Sequence[str], others: Sequence[str]) -> tuple[list[float], float]:
    """What an article's phrases teach against those of others (`classifying.py`), all told as vectors.

    For jobs. Raises MeaningUnknownError.
    """
    if _asking.is_here:
        from handrail.helpcenter.meaning.classifying import classifier_of

        return classifier_of(own, others)
    asked = {"own": list(own), "others": list(others), "is_job": True}
    weights, intercept = _answers([asked], A_JOB_WAITS)[0] or ([], 0.0)
    if not weights:
        raise MeaningUnknownError("The part `meaning` of handrail up ended while it learned")
    return weights, intercept


def _answers(questions: Sequence[dict[str, Any]], seconds: float) -> list[Any]:
    """What is said to each; an empty list where the connection ended. Raises MeaningUnknownError."""
    found = []
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            refuse_strangers(socket_path().parent)
            connection.settimeout(seconds)
            connection.connect(str(socket_path()))
            for one in questions:
                send(connection, json.dumps(one).encode())
                found.append(json.loads(receive(connection) or b"[]"))
    except (OSError, ValueError) as error:
        raise MeaningUnknownError(f"The part `meaning` of handrail up does not answer ({error})") from error
    return found


def is_answering() -> bool:
    """Whether the process that knows meanings answers; it may have to wake first."""
    try:
        return bool(meanings(["?"], seconds=_WAKING))
    except MeaningUnknownError:
        return False


def wake() -> None:
    """Somebody opened a page on which one asks: the model is loaded while they read. Never waits.

    Where nobody serves, the question will find that out.
    """
    now = time.monotonic()
    if _asking.is_here or now < _asking.woken_at + _STAYS_AWAKE:
        return
    _asking.woken_at = now
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
        refuse_strangers(socket_path().parent)
        connection.setblocking(False)
        connection.connect(str(socket_path()))


def load_here() -> None:
    """From now on this process knows meanings itself: for commands, where no Handrail runs."""
    _asking.is_here = True


def send(to: socket.socket, body: bytes) -> None:
    """Write a length and that many bytes."""
    to.sendall(len(body).to_bytes(_LENGTH) + body)


def receive(of: socket.socket) -> bytes | None:
    """Read a length and that many bytes; None at the end. Raises ValueError for more than MOST_BYTES."""
    head = _exactly(of, _LENGTH)
    if head is None:
        return None
    length = int.from_bytes(head)
    if length > MOST_BYTES:
        raise ValueError("too long")
    return _exactly(of, length)


def _exactly(of: socket.socket, length: int) -> bytes | None:
    parts: list[bytes] = []
    missing = length
    while missing:
        part = of.recv(min(missing, 65536))
        if not part:
            return None
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)

"""Whether what somebody sends through a public door is taken, held, or refused."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from handrail.core.abuse.challenges import HONEYPOT, is_solved, opened
from handrail.core.abuse.policies import FLOOD, MOST_BITS, Policy, bits_for_crowd, policy_of
from handrail.core.abuse.rates import EVERYBODY, counted, seen
from handrail.core.abuse.trouble import more_bits, trouble_from

_LONGEST_NUMBER = 16  # digits
_SPEND = """
    INSERT INTO core_spentproof (challenge, once, at) VALUES (%s, %s, %s)
    ON CONFLICT (challenge) DO UPDATE SET at = core_spentproof.at RETURNING once, xmax = 0
"""


class Verdict(StrEnum):
    """Taken; kept but put aside as spam would be, so that somebody can look; or not taken, and told so."""

    OK = "ok"
    HOLD = "hold"
    REFUSE = "refuse"


class Judgement(NamedTuple):
    """A verdict and why, in one word.

    flood, often: too many from there · honeypot: a field that people do not see was filled · token: none of
    ours · old, fast: too long or too short after the page · work: not done, or less than asked of who comes
    from there · spent: used for something else · trouble: somebody from there was blocked lately.
    A door that speaks with a program of ours may answer *token, old, work, spent* with a new challenge.
    """

    verdict: Verdict
    why: str = ""


def judge(purpose: str, answer: Mapping[str, object], *, ip: str, at: datetime | None = None) -> Judgement:
    """Judge one attempt, and count it. Call it outside of a transaction.

    `answer` holds `token` and `number` of the challenge, the honeypot `website`, and `once`, the message's
    own id, with which the same answer may come again after a lost connection. Raises LookupError for an
    unknown purpose.
    """
    policy, now = policy_of(purpose), at or timezone.now()
    said = {name: _text(answer.get(name)) for name in ("token", "number", "once", HONEYPOT)}
    crowd = _crowd(purpose, policy, ip, now)
    if crowd > FLOOD:
        return Judgement(Verdict.REFUSE, "flood")
    if said[HONEYPOT]:
        return Judgement(Verdict.HOLD, "honeypot")
    trouble = trouble_from(ip, at=now) if policy.watches else 0
    more = more_bits(trouble) + bits_for_crowd(crowd)
    least = min(policy.bits + more, MOST_BITS) if policy.watches else 0
    why = _worked(purpose, policy, said, now, least) if policy.bits else ""
    why = why or ("often" if crowd > 1 and not policy.watches else "trouble" if trouble else "")
    return Judgement(Verdict.HOLD, why) if why else Judgement(Verdict.OK)


def again_in(purpose: str, *, ip: str, at: datetime | None = None) -> int:
    """In how many seconds somebody to whom a flood was refused is let in again, without counting; 0: now."""
    now = at or timezone.now()
    waits = [
        rate.seconds - int(now.timestamp()) % rate.seconds
        for rate in policy_of(purpose).rates
        if seen(purpose, ip, seconds=rate.seconds, at=now) > FLOOD * rate.most
    ]
    return max(waits, default=0)


def _crowd(purpose: str, policy: Policy, ip: str, now: datetime) -> float:
    """By how much the fullest of the policy's stretches is over its rate: above 1 is too often."""
    counts = (counted(purpose, ip, seconds=rate.seconds, at=now) / rate.most for rate in policy.rates)
    return max(counts)


def _worked(purpose: str, policy: Policy, said: dict[str, str], now: datetime, least: int) -> str:
    """What is wrong, or "". Only work that was done makes the door busy: else somebody who does none, and is
    refused, would have everybody else work the longer for it.
    """
    why = _problem(purpose, policy, said, now, least)
    if not why:
        counted(purpose, EVERYBODY, seconds=60, at=now)
    return why


def _problem(purpose: str, policy: Policy, said: dict[str, str], now: datetime, least: int) -> str:
    """What is wrong with the answer to the challenge, or ""; one that asked fewer bits than `least` is."""
    token = opened(purpose, said["token"])
    if token is None:
        return "token"
    age = now - token.at
    if not -timedelta(seconds=5) <= age <= timedelta(hours=policy.hours):
        return "old"
    if age < timedelta(seconds=policy.least_seconds):
        return "fast"
    number = said["number"]
    if not (number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER):
        return "work"
    if token.bits < least or not is_solved(said["token"], number, token.bits):
        return "work"
    return "" if _spend(said["token"], said["once"], now) else "spent"


def _spend(token: str, once: str, now: datetime) -> bool:
    """Whether nobody used the answer before, or the same message did."""
    mine = hashlib.sha256(once.encode()).hexdigest() if once else ""
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, [hashlib.sha256(token.encode()).hexdigest(), mine, now])
        kept, is_first = cursor.fetchone()
    return bool(is_first or (mine and kept == mine))


def _text(value: object) -> str:
    """A field as text; what is longer than any of ours counts as another."""
    return str(value or "")[:400] if isinstance(value, str | int) else ""

"""Keeping floods and robots out of the public doors, without a third party.

    challenge = issue("form")                            # goes into the page
    verdict = judge("form", answer, ip=client_address(request))

What looks like spam is *held*: kept, but not shown as work. Only a flood is *refused*, and its sender told.
"""

from handrail.core.abuse.addresses import client_address, hashed
from handrail.core.abuse.challenges import HONEYPOT, Challenge, issue
from handrail.core.abuse.forgetting import KEPT
from handrail.core.abuse.judging import Judgement, Verdict, again_in, judge
from handrail.core.abuse.rates import within
from handrail.core.abuse.trouble import blamed, cleared

__all__ = [
    "HONEYPOT",
    "KEPT",
    "Challenge",
    "Judgement",
    "Verdict",
    "again_in",
    "blamed",
    "cleared",
    "client_address",
    "hashed",
    "issue",
    "judge",
    "within",
]

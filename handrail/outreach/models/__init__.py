"""Support pages with their notices, open letters with their versions, plans with their progress."""

from handrail.outreach.models.letter import LetterText, LetterVersion
from handrail.outreach.models.page import Notice, SupportPage
from handrail.outreach.models.plan import PlanStep, ProgressNote, ReaderAnswer, StepState

__all__ = [
    "LetterText",
    "LetterVersion",
    "Notice",
    "PlanStep",
    "ProgressNote",
    "ReaderAnswer",
    "StepState",
    "SupportPage",
]

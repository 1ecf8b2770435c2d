"""From a question to an answer in the articles' own words, or to none; everything but looking up is pure."""

from handrail.assistant.answering.answer import Answer, Refusal, Source, Why
from handrail.assistant.answering.asking import answer, answer_letter

__all__ = ["Answer", "Refusal", "Source", "Why", "answer", "answer_letter"]

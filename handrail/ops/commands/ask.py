"""Ask the assistant, as a customer does: an answer in the articles' words, or a refusal.

With --queries each line of a file is a question, and each line of what is printed is its answer as JSON.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handrail.ops.commands import Needs
from handrail.ops.commands.search import know_meanings, questions_of, reader_at
from handrail.ops.errors import RefusedError

if TYPE_CHECKING:
    from handrail.assistant.answering.answer import Answer, Refusal, Source

NEEDS = Needs.TABLES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is asked, in which language, for whom, and how the answer is written."""
    parser.add_argument("question", nargs="?", default="", help="the question")
    says = "the asker's language, for instance ro; left away: that of the question"
    parser.add_argument("--lang", default="", help=says)
    parser.add_argument("--channel", default="", help="as sure as this channel asks for: chat, form, portal")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--queries", type=Path, metavar="FILE", help="questions, one to a line")
    parser.add_argument("--no-wait", action="store_true", help="do not wait for the meanings of new articles")
    parser.add_argument("--agent", default="", metavar="ADDRESS", help="answer with what this agent may read")


def run(args: argparse.Namespace) -> int:
    """Print the answer; exit code 1 when a single question is refused."""
    from handrail.assistant.answering import Answer, answer

    reader = reader_at(args.agent)
    know_meanings(wait=not args.no_wait)
    if args.queries is not None:
        for query in questions_of(args.queries):
            said = answer(query, reader=reader, language=args.lang, channel=args.channel)
            print(_as_json(query, said), flush=True)  # noqa: T201
        return 0
    if not args.question.strip():
        raise RefusedError('Write a question: handrail ask "question", or name a file with --queries.')
    said = answer(args.question, reader=reader, language=args.lang, channel=args.channel)
    print(_as_json(args.question, said) if args.json else _as_text(said))  # noqa: T201
    return 0 if isinstance(said, Answer) else 1


def _as_json(query: str, said: Answer | Refusal) -> str:
    return json.dumps({"query": query} | facts_of(said), ensure_ascii=False)


def facts_of(said: Answer | Refusal) -> dict[str, Any]:
    """An answer or a refusal as JSON has it; of a refusal, slugs and passages are what came nearest."""
    from handrail.assistant.answering import Answer

    return {
        "answered": isinstance(said, Answer),
        "confidence": round(said.confidence, 4),
        "language": said.language,
        "answer": said.text if isinstance(said, Answer) else None,
        "refused": None if isinstance(said, Answer) else said.reason.value,
        "slugs": [source.slug for source in said.sources],
        "passages": [_passage(source) for source in said.sources],
    }


def _passage(source: Source) -> dict[str, str]:
    return {
        "slug": source.slug,
        "title": source.title,
        "language": source.translation.language,
        "heading": source.heading,
        "anchor": source.anchor,
        "address": source.address,
        "text": source.passage,
    }


def _as_text(said: Answer | Refusal) -> str:
    from handrail.assistant.answering import Answer

    named = "\n".join(f"      {one.title}  {one.address}" for one in said.sources)
    if isinstance(said, Answer):
        return f"{said.confidence:.2f}  {said.text}\n\n{named}"
    return f"{said.confidence:.2f}  No answer ({said.reason.value})." + (
        f" Nearest:\n{named}" if named else ""
    )

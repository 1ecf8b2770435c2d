"""Find articles of the help center, as a reader of the site does: words, typos, and what was meant.

With --queries each line of a file is a question, and each line of what is printed is its answer as JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handrail.ops.commands import Needs
from handrail.ops.errors import RefusedError

if TYPE_CHECKING:
    from handrail.helpcenter.readers import Reader
    from handrail.helpcenter.search import Hit

NEEDS = Needs.TABLES
_MOST = 100
_AGAIN = 0.2  # seconds


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is asked, in which language, for whom, and how the answer is written."""
    parser.add_argument("words", nargs="?", default="", help="the question")
    parser.add_argument("--lang", default="", help="the asker's language, for instance ro; left away: any")
    parser.add_argument("--limit", type=int, default=10, help=f"articles to show, at most {_MOST}")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--queries", type=Path, metavar="FILE", help="questions, one to a line")
    parser.add_argument("--no-wait", action="store_true", help="do not wait for the meanings of new articles")
    parser.add_argument("--agent", default="", metavar="ADDRESS", help="find what this agent may read")


def run(args: argparse.Namespace) -> int:
    """Print the articles found; exit code 1 when a single question finds none."""
    reader = reader_at(args.agent)
    know_meanings(wait=not args.no_wait)
    if args.queries is not None:
        for query in questions_of(args.queries):
            print(_as_json(query, _found(query, reader, args)), flush=True)  # noqa: T201
        return 0
    if not args.words.strip():
        raise RefusedError('Write what to look for: handrail search "words", or name a file with --queries.')
    hits = _found(args.words, reader, args)
    print(_as_json(args.words, hits) if args.json else _as_text(hits))  # noqa: T201
    return 0 if hits else 1


def know_meanings(*, wait: bool) -> None:
    """Meanings are known here where no Handrail runs; what is new and has none yet gets it first."""
    from handrail.helpcenter.meaning.asking import is_answering, load_here
    from handrail.helpcenter.meaning.filling import fill_portion, waiting

    if not is_answering():
        load_here()
    count = waiting()
    if not count:
        return
    says = "are found by their words only" if not wait else "are being understood first"
    print(f"{count} passages of new articles {says}.", file=sys.stderr)  # noqa: T201
    while wait and waiting():
        if not fill_portion():  # the worker has what is left in its hands
            time.sleep(_AGAIN)


def questions_of(file: Path) -> Iterator[str]:
    """The lines of a file; of a line of JSON its `query`. Raises RefusedError for what is no text."""
    try:
        with file.open(encoding="utf-8-sig") as lines:
            for line in lines:
                yield _query_of(line.rstrip("\r\n"))
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedError(f"--queries: {file} cannot be read as UTF-8 text ({error}).") from None


def _query_of(line: str) -> str:
    """The question of a line, as the assistant's test bench writes them to files too."""
    try:
        found = json.loads(line) if line.startswith("{") else None
    except ValueError:
        found = None
    query = found.get("query") if isinstance(found, dict) else None
    return query if isinstance(query, str) else line


def reader_at(address: str) -> Reader:
    """The agent with this address as a reader, else a stranger. Raises RefusedError for nobody's address."""
    from handrail.accounts.models import Agent
    from handrail.helpcenter.readers import STRANGER, reader_for

    if not address:
        return STRANGER
    agent = Agent.objects.filter(email__iexact=address, is_active=True).first()
    if agent is None:
        raise RefusedError(f"--agent: nobody with the address {address} works here.")
    return reader_for(agent)


def _found(query: str, reader: Reader, args: argparse.Namespace) -> list[Hit]:
    from handrail.helpcenter.search import search

    limit = max(1, min(_MOST, args.limit))
    return search(query, reader=reader, language=args.lang, limit=limit)


def _as_json(query: str, hits: list[Hit]) -> str:
    return json.dumps({"query": query, "results": [_facts(hit) for hit in hits]}, ensure_ascii=False)


def _facts(hit: Hit) -> dict[str, Any]:
    return {
        "slug": hit.translation.slug,
        "title": hit.title,
        "language": hit.language,
        "score": round(hit.score, 4),
        "passage": hit.passage,
        "heading": hit.heading,
        "anchor": hit.anchor,
    }


def _as_text(hits: list[Hit]) -> str:
    if not hits:
        return "Nothing was found."
    return "\n\n".join(
        f"{hit.score:.2f}  {hit.title}  ({hit.language}/{hit.translation.slug})\n      {hit.passage}"
        for hit in hits
    )

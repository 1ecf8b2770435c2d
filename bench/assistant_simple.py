"""Fifty simple questions on the sample company's articles, in five languages; written before any tuning."""

from __future__ import annotations

import json
from pathlib import Path

QUESTIONS = Path(__file__).with_name("assistant_questions.jsonl")


def share_answered() -> tuple[float, list[str]]:
    """How many are answered from the right article, and what was said to the others."""
    from bench.assistant_evidence import wait_for_meanings
    from handrail.assistant.answering import Answer, answer
    from handrail.helpcenter.models import Translation
    from handrail.helpcenter.readers import STRANGER
    from handrail.helpcenter.sites import the_site
    from handrail.ops.sample.company import lamp

    lamp()
    wait_for_meanings()
    english = dict(Translation.objects.filter(language="en").values_list("article", "slug"))
    rows = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    missed: list[str] = []
    for row in rows:
        said = answer(row["question"], reader=STRANGER, language=row["language"], site=the_site())
        named = [english.get(source.translation.article_id, "") for source in said.sources]
        if not isinstance(said, Answer) or named[0] != row["slug"]:
            how = "answered" if isinstance(said, Answer) else f"refused ({said.reason})"
            missed.append(f"{row['question']} → {how} {said.confidence:.2f} {', '.join(named)}")
    return 1 - len(missed) / len(rows), missed

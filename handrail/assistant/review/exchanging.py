"""The test bench as a file: JSON in lines, which `handrail ask --queries` reads too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.assistant.models import Case
from handrail.assistant.models.bench import MOST_CASES
from handrail.assistant.review.correcting import keep_case
from handrail.assistant.review.naming import articles_named, slug_of


def as_lines(agent: Agent) -> Iterator[str]:
    """Each question that the agent may see, with the slug of the article that answers it, or null.

    `person` says that a person is to answer it.
    """
    seen = Case.objects.visible_to(agent)
    for case in seen.select_related("expected").prefetch_related("expected__translations"):
        expected = slug_of(case.expected) if case.expected else None
        told: dict[str, Any] = {"query": case.words, "language": case.language, "expected": expected}
        told |= {"person": True} if case.to_person else {}
        yield json.dumps(told, ensure_ascii=False) + "\n"


_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")  # what JSON may hold and no table keeps


@needs(May.SETTINGS)
@transaction.atomic
def bring(text: str, *, by: Agent) -> int:
    """Keep the questions of a file, all or none; returns how many. Raises ValidationError with the line."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_CASES:
        raise ValidationError(_("At most %(most)s questions.") % {"most": MOST_CASES})
    told = [(number, _read(line, number)) for number, line in lines]
    known = articles_named({one["expected"] for _number, one in told if one["expected"]}, agent=by)
    for number, one in told:
        expected = known.get(one["expected"]) if one["expected"] else None
        if one["expected"] and expected is None:
            raise ValidationError(
                _("Line %(number)s: there is no article “%(slug)s”.")
                % {"number": number, "slug": one["expected"][:80]}
            )
        person = one.get("person") is True
        keep_case(one["query"], language=one["language"], expected=expected, to_person=person, by=by)
    return len(told)


def _read(line: str, number: int) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        told = None
    found: dict[str, Any] = told if isinstance(told, dict) else {}
    is_whole = _is_text(found.get("query")) and "expected" in found
    if not is_whole or not (found["expected"] is None or _is_text(found["expected"])):
        raise ValidationError(
            _('Line %(number)s is not like {"query": "…", "expected": "slug or null"}.') % {"number": number}
        )
    language = found.get("language")
    return found | {"language": language if _is_text(language) else ""}


def _is_text(value: object) -> bool:
    return isinstance(value, str) and not _NO_TEXT.search(value)

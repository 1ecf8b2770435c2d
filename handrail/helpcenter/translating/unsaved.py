"""What a translator is writing and has not saved: kept as it is typed, shown again when they come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils import timezone

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.helpcenter.models import Article, UnsavedTranslation
from handrail.helpcenter.translating.sheets import Row, Sheet, body_of, sheet_of
from handrail.helpcenter.verbs.writing import LONGEST_BODY

_PARTED = UnsavedTranslation.PARTED


@needs(May.WRITE)
def keep_unsaved(sheet: Sheet, *, by: Agent) -> bool:
    """Keep what was written on this sheet, for its writer alone; says whether it was short enough."""
    is_whole = not sheet.rows
    body = sheet.body if is_whole else _PARTED.join(row.text.replace(_PARTED, "") for row in sheet.rows)
    if len(body) > LONGEST_BODY:
        return False
    told = {
        "goal": sheet.goal.number,
        "began": sheet.seen,
        "title": sheet.title[:200],
        "summary": sheet.summary[:500],
        "body": body,
        "is_whole": is_whole,
        "saved_at": timezone.now(),
    }
    UnsavedTranslation.objects.update_or_create(
        article=sheet.article, language=sheet.language, agent=by, defaults=told
    )
    return True


@needs(May.WRITE)
def drop_unsaved(article: Article, language: str, *, by: Agent) -> None:
    """Forget them: they were saved, or are not wanted any more."""
    UnsavedTranslation.objects.filter(article=article, language=language, agent=by).delete()


def sheet_for(
    article: Article, language: str, agent: Agent, *, whole: bool
) -> tuple[Sheet | None, UnsavedTranslation | None]:
    """The sheet as this agent left it, and their unsaved words if they say anything else than it does.

    `whole` asks for one text; whoever was writing one goes on with that.
    """
    theirs = {"article": article, "language": language, "agent": agent}
    unsaved = UnsavedTranslation.objects.filter(**theirs).first()
    if unsaved is None:
        return sheet_of(article, language, whole=whole), None
    begun = {"goal": unsaved.goal, "began": unsaved.began}
    plain = sheet_of(article, language, **begun, whole=unsaved.is_whole)
    if plain is None or (left := _filled(plain, unsaved)) == plain:
        return sheet_of(article, language, whole=whole), None
    return (replace(left, rows=[]) if whole else left), unsaved


def _filled(sheet: Sheet, unsaved: UnsavedTranslation) -> Sheet:
    rows = _rows(sheet.rows, unsaved.body.split(_PARTED)) if sheet.rows and not unsaved.is_whole else []
    body = body_of(rows) if rows else unsaved.body.replace(_PARTED, "\n\n")
    if rows == sheet.rows and rows:
        body = sheet.body  # nothing else is said
    return replace(sheet, title=unsaved.title, summary=unsaved.summary, rows=rows, body=body)


def _rows(rows: Sequence[Row], texts: Sequence[str]) -> list[Row]:
    """Their fields as they were left; what there was no field for yet is as it stands."""
    left = [*texts, *(row.text for row in rows[len(texts) :])]
    return [replace(row, text=text) for row, text in zip(rows, left, strict=False)]

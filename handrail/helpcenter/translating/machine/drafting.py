"""A draft by the machine: it is asked for what is missing or changed; a person publishes it, or nobody."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.exceptions import AlreadyEnqueued

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.core.jobs import SOMEBODY_WAITS
from handrail.helpcenter.models import Article, MachineTranslator, Origin, Revision, Site
from handrail.helpcenter.translating.changes import Kind
from handrail.helpcenter.translating.machine.pieces import Translate, translated
from handrail.helpcenter.translating.machine.services import translator
from handrail.helpcenter.translating.paragraphs import joined, paragraphs
from handrail.helpcenter.translating.sheets import Row, Sheet, sheet_of
from handrail.helpcenter.translating.verbs import ChangedMeanwhile, ask_for_review, keep
from handrail.helpcenter.verbs import Words

LONGEST_TITLE, LONGEST_SUMMARY = 200, 500


def the_machine() -> MachineTranslator | None:
    """The machine that drafts, where one is switched on."""
    return MachineTranslator.objects.filter(pk=1, is_on=True).first()


@needs(May.WRITE)
def ask_the_machine(article: Article, *, language: str, by: Agent) -> None:  # by: who asks, for the gate
    """Let the machine write a draft, in a job. Raises ValidationError where there is no machine, or it is
    at it already.
    """
    from handrail.helpcenter.tasks import draft_by_machine

    if the_machine() is None:
        raise ValidationError(_("No machine is set up that translates: an owner does that in Settings."))
    lock = f"machine draft {article.pk} {language}"
    job = draft_by_machine.configure(queueing_lock=lock, priority=SOMEBODY_WAITS)
    try:
        with transaction.atomic():
            job.defer(article=article.pk, language=language)
    except AlreadyEnqueued as problem:
        raise ValidationError(_("The machine is at it already.")) from problem


def ask_for_trial() -> None:
    """Let the machine say something, in a job, into a language that is translated into."""
    from handrail.helpcenter.tasks import try_machine

    spoken = [one for site in Site.objects.all() for one in site.languages if one != "en"]
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        try_machine.configure(queueing_lock="try_machine", priority=SOMEBODY_WAITS).defer(
            language=next(iter(spoken), "fr")
        )


def draft(article_key: int, language: str) -> Revision | None:
    """Write the draft; None where there is nothing to do any more. Raises TranslatorRefused.

    What a person wrote stays where the source did not change since. If somebody saves the translation in
    the meantime, theirs stands.
    """
    machine = the_machine()
    article = Article.objects.filter(pk=article_key).select_related("site").first()
    sheet = sheet_of(article, language) if article else None
    if machine is None or article is None or sheet is None or not _is_wanted(sheet):
        return None
    translate = translator(machine, article.source_language, language)
    words = _words(sheet, translate)
    try:
        revision = keep(article, language=language, words=words, by=None, seen=sheet.seen)
    except ChangedMeanwhile:
        return None
    revision.translation = ask_for_review(revision.translation, by=None)
    return revision


def _is_wanted(sheet: Sheet) -> bool:
    return sheet.latest is None or sheet.base != sheet.goal or not sheet.rows or sheet.open_rows > 0


def _words(sheet: Sheet, translate: Translate) -> Words:
    goal, base = sheet.goal, sheet.base
    return Words(
        title=_line(sheet.title, goal.title, base.title if base else "", translate, LONGEST_TITLE),
        summary=_line(sheet.summary, goal.summary, base.summary if base else "", translate, LONGEST_SUMMARY),
        body=_body(sheet, translate),
        based_on=goal,
        origin=Origin.MACHINE,
    )


def _line(said: str, now: str, was: str, translate: Translate, longest: int) -> str:
    """A title or a summary: what was said, where its source is the same still."""
    if not now.strip() or (said.strip() and now == was and said != now):
        return said if now.strip() else ""
    return translate([now])[0].strip()[:longest]


def _body(sheet: Sheet, translate: Translate) -> str:
    if not sheet.rows:
        return joined(translated(part, translate) for part in paragraphs(sheet.goal.body))
    return joined(_paragraphs(sheet.rows, translate))


def _paragraphs(rows: Sequence[Row], translate: Translate) -> list[str]:
    """Of each row what was said, or the machine's words; nothing of what the source says no longer."""
    found = []
    for row in rows:
        if row.change.kind == Kind.REMOVED:
            continue
        is_kept = not row.is_open and (row.change.kind == Kind.SAME or row.text == row.change.new)
        found.append(row.text if is_kept else translated(row.change.new, translate))
    return found

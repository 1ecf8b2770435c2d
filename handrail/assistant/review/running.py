"""A trial: a job asks every question of the bench with the settings in use and with the draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.assistant.answering.thresholds import set_thresholds
from handrail.assistant.models import Case, Trial
from handrail.assistant.models.bench import MOST_CASES
from handrail.assistant.review.comparing import Told, compared
from handrail.assistant.review.correcting import add_phrase, add_synonyms, withhold
from handrail.assistant.review.drafting import Draft, draft_of
from handrail.assistant.review.trying import told, tried
from handrail.core.audit import audit
from handrail.helpcenter.models import Article

_PORTION = 10  # cases: about a second
_KEPT = timedelta(days=90)


@needs(May.SETTINGS)
@transaction.atomic
def begin(draft: Draft, *, by: Agent) -> Trial:
    """Begin a trial in a job. Raises ValidationError where there is nothing to ask, or one is running."""
    from handrail.assistant.tasks import run_trial

    many = Case.objects.count()
    if not many:
        raise ValidationError(_("The test bench has no questions yet."))
    lately = timezone.now() - timedelta(hours=1)
    if Trial.objects.filter(state=Trial.State.RUNNING, began_at__gt=lately).exists():
        raise ValidationError(_("A trial is running: wait until it is done."))
    trial = Trial.objects.create(draft=draft.as_json(), many=min(many, MOST_CASES), by=by)
    run_trial.defer(trial=trial.pk)
    return trial


def run(key: int) -> None:
    """Go on until every case is asked; each portion is one commit: a killed job goes on where it was."""
    while trial := Trial.objects.filter(pk=key, state=Trial.State.RUNNING).first():
        asked = {one["case"] for one in trial.results}
        cases = Case.objects.exclude(pk__in=asked).order_by("pk")[:_PORTION]
        left = trial.many - len(trial.results)
        fresh = results_of(list(cases)[:left], draft_of(trial.draft)) if left > 0 else []
        trial.results = [*trial.results, *fresh]
        trial.done = len(trial.results)
        if not fresh:
            trial.state, trial.ended_at = Trial.State.DONE, timezone.now()
        trial.save(update_fields=["results", "done", "state", "ended_at"])


def results_of(cases: Sequence[Case], draft: Draft) -> list[dict[str, Any]]:
    """What both settings tell each case."""
    now = [told(case.words, case.language) for case in cases]
    then = now
    if draft.asks_anew:
        with tried(draft):
            then = [told(case.words, case.language) for case in cases]
    return [
        {"case": case.pk, "expected": case.meant, "now": _kept(before), "then": _kept(after)}
        for case, before, after in zip(cases, now, then, strict=True)
    ]


def failed(key: int) -> None:
    """It could not go through."""
    Trial.objects.filter(pk=key).update(state=Trial.State.FAILED, ended_at=timezone.now())


@needs(May.SETTINGS)
@transaction.atomic
def adopt(trial: Trial, *, by: Agent) -> None:
    """Put the draft into use, all of it or nothing. Raises ValidationError in words for people.

    One that changes nothing on the bench is not put into use: nobody knows what it is good for.
    """
    draft = draft_of(trial.draft)
    if draft.is_empty or not changes(trial):
        raise ValidationError(_("This draft changes nothing."))
    set_thresholds({draft.channel: draft.threshold}, by=by)
    for language, words in draft.synonyms:
        add_synonyms(language, words=words, by=by)
    articles = Article.objects.in_bulk([*draft.withheld, *(key for key, _words in draft.phrases)])
    for key, phrase in draft.phrases:
        if article := articles.get(key):
            add_phrase(article, language=article.source_language, words=phrase, by=by)
    for key in draft.withheld:
        if article := articles.get(key):
            withhold(article, by=by)
    audit(by, "assistant draft adopted", trial=trial.pk)


def changes(trial: Trial) -> bool:
    """Whether any question of the bench gets something else with the draft."""
    draft = draft_of(trial.draft)
    lines = compared(trial.results, now=draft.threshold_now, then=draft.threshold)
    return any(one.has_changed for one in lines)


def forget_trials() -> int:
    """Forget trials of 90 days ago, but for the newest one; returns how many there were."""
    newest = Trial.objects.filter(state=Trial.State.DONE).values_list("pk", flat=True)[:1]
    old = Trial.objects.filter(began_at__lt=timezone.now() - _KEPT).exclude(pk__in=list(newest))
    gone, _details = old.delete()
    return gone


def _kept(one: Told) -> list[Any]:
    return [one.confidence, list(one.articles), one.to_person, one.why, one.matter]

"""Articles whose day to be verified has come: their owners are told in the page, and once by mail."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.accounts.models import Agent
from handrail.helpcenter.models import Article, ArticleQuerySet, Translation
from handrail.notifications.mailing import send_to
from handrail.notifications.verbs import choice_of, quiet_until

MOST_IN_ONE = 30


def due_of(agent: Agent) -> int:
    """How many articles this agent looks after have to be verified by today."""
    return Article.objects.filter(owner=agent, is_template=False, verify_by__lte=timezone.localdate()).count()


def remind_due(*, at: datetime | None = None) -> int:
    """Queue one mail to each owner with what is due and was not mailed for this day; returns how many."""
    now = at or timezone.now()
    due = Article.objects.filter(is_template=False, verify_by__lte=timezone.localdate(now))
    due = due.exclude(reminded_of=F("verify_by"), reminded_of__isnull=False)
    owners = Agent.objects.filter(pk__in=due.values("owner"), is_active=True).order_by("pk")
    return sum(_remind(agent, due.filter(owner=agent), now) for agent in owners)


@transaction.atomic
def _remind(agent: Agent, due: ArticleQuerySet, now: datetime) -> bool:
    """One mail for all of them, once: they are marked in the transaction that queues it."""
    if quiet_until(agent, choice_of(agent), now):
        return False
    mine = list(due.select_for_update(skip_locked=True).order_by("verify_by", "pk"))
    if not mine:
        return False
    with translation.override(agent.language or settings.LANGUAGE_CODE):
        subject, text = _words(mine)
    if not send_to(agent, subject, text):
        return False
    Article.objects.filter(pk__in=[one.pk for one in mine]).update(reminded_of=F("verify_by"))
    return True


def _words(due: list[Article]) -> tuple[str, str]:
    many = ngettext("%(num)s article is to be verified", "%(num)s articles are to be verified", len(due))
    shown = due[:MOST_IN_ONE]
    titles = _titles(shown)
    lines = [
        f"{titles.get(one.pk, one)}\n{settings.PUBLIC_URL}{reverse('article', args=[one.pk])}"
        for one in shown
    ]
    if len(due) > MOST_IN_ONE:
        lines.append(_("… and %(num)s more") % {"num": len(due) - MOST_IN_ONE})
    ask = _("You look after them. Are they still true? Say so on their page, or mend them.")
    return many % {"num": len(due)}, "\n\n".join([ask, *lines])


def _titles(due: list[Article]) -> dict[int, str]:
    own = Translation.objects.filter(article__in=due, language=F("article__source_language"))
    return dict(own.values_list("article", "latest__title"))

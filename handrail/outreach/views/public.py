"""The page about support, as readers find it: how to reach us, how long it takes, the letter, the plan."""

from __future__ import annotations

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handrail.channels.article.joining import mailbox_for
from handrail.channels.article.recording import About, record
from handrail.channels.article.taking import read_comment
from handrail.core.verbs import together
from handrail.core.zones import usual_zones, zone
from handrail.helpcenter.contact import ways_from
from handrail.helpcenter.reading.languages import own_name
from handrail.helpcenter.reading.linking import alternates, in_each, root_of
from handrail.helpcenter.views.door import Reading, for_readers, posted_by_strangers
from handrail.outreach.joining import PATH
from handrail.outreach.models import ReaderAnswer
from handrail.outreach.reading.hours import spoken, weekday
from handrail.outreach.reading.notices import notice_said
from handrail.outreach.reading.pages import Support, is_open, support_of
from handrail.outreach.reading.plans import ShownStep

PAGE = "outreach/public/page.html"


@require_safe
@for_readers
def page(reading: Reading) -> HttpResponse:
    """Show it, in the language of the address."""
    _exists(reading)
    support = support_of(reading.site, reading.language, reading.reader)
    return show(reading, support, commented="commented" in reading.request.GET)


@posted_by_strangers
@require_POST
@for_readers
def answer(reading: Reading) -> HttpResponse:
    """A reader answers the letter or a step of its plan: a conversation, as a comment on an article is."""
    _exists(reading)
    mailbox, told = mailbox_for(reading.site), read_comment(reading.request)
    support = support_of(reading.site, reading.language, reading.reader)
    if mailbox is None or not may_answer(reading, support):
        raise Http404
    step = _step_of(reading, support)
    if told.error:
        wrong = {"about": step.pk if step else ""} | told.as_typed()
        return told.refused_by(show(reading, support, status=told.status, **wrong))
    with together():
        made = record(_about(reading, support, step), mailbox, told)
        answered = {"site": reading.site, "step_id": step.pk if step else None}
        ReaderAnswer.objects.get_or_create(conversation=made, defaults=answered)
    return redirect(f"/help/{reading.language}/{PATH}?commented=1#comment")


def may_answer(reading: Reading, support: Support) -> bool:
    """Whether there is something to answer, and somebody who reads it."""
    return bool(ways_from(reading.site).comments and (support.letter or support.plan.steps))


def _step_of(reading: Reading, support: Support) -> ShownStep | None:
    chosen = reading.request.POST.get("about", "")
    return next((one for one in support.plan.steps if str(one.pk) == chosen), None)


def _abouts(support: Support) -> list[tuple[str, str]]:
    """What an answer can be about: the letter, or one of the steps; no choice where there are none."""
    steps = [(str(one.pk), one.title) for one in support.plan.steps]
    return [("", _("The letter as a whole")), *steps] if steps else []


def _about(reading: Reading, support: Support, step: ShownStep | None) -> About:
    """The page by its title, with the step that was answered."""
    where = f"{root_of(reading.site)}/help/{reading.language}/{PATH}"
    title = support.letter.version.title if support.letter else reading.site.name
    if step is None:
        return About(title, where, reading.language)
    return About(f"{title}: {step.title}"[:300], f"{where}#step-{step.pk}", reading.language)


def show(reading: Reading, support: Support, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page, its times on the reader's clock where that is known, else on the team's."""
    site, own = reading.site, _zone_of(reading)
    paths = in_each(site.languages, PATH)
    context = {
        "support_page": support,
        "team_notice": notice_said(site, reading.language),
        "own_zone": own,
        "zones": usual_zones(),
        "spoken": spoken,
        "weekday": weekday,
        "may_answer": may_answer(reading, support),
        "about": "",
        "abouts": _abouts(support),
        "commented": False,
        "comment_error": "",
        "comment_words": "",
        "comment_email": "",
        "once": uuid.uuid4(),
        "is_preview": False,
        "alternates": alternates(site, paths, paths[site.fallback]),
        "canonical_path": paths.get(reading.language, paths[site.fallback]),
        "site_languages": [(code, own_name(code), path) for code, path in paths.items()],
        "is_listed": True,
    }
    with timezone.override(own or support.zone):
        return reading.show(PAGE, status=status, **context | more)


def _zone_of(reading: Reading) -> ZoneInfo | None:
    """The reader's clock: the one they chose, else that of whoever is signed in; None where nobody knows."""
    asked = reading.request.GET.get("zone", "")
    if asked in usual_zones():
        return zone(asked)
    known = reading.reader.customer or reading.reader.agent
    return zone(known.time_zone) if known and known.time_zone else None


def _exists(reading: Reading) -> None:
    if not is_open(reading.site.pk) or reading.language not in reading.site.languages:
        raise Http404

"""What is new of support, for programs: the letter, and how the plan goes."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handrail.helpcenter.readers import STRANGER
from handrail.helpcenter.views.door import Reading, for_readers
from handrail.helpcenter.views.feeds import MOST_IN_A_FEED, News, atom
from handrail.outreach.joining import PATH
from handrail.outreach.reading.pages import Support, is_open, support_of
from handrail.outreach.reading.plans import ShownNote

_LONGEST = 300  # characters of a summary


@require_safe
@for_readers
def feed(reading: Reading) -> HttpResponse:
    """The newest first, in one language, for everybody (Atom, RFC 4287)."""
    site, language = reading.site, reading.language
    if not is_open(site.pk) or language not in site.languages:
        raise Http404
    path = f"/help/{language}/{PATH}"
    news = sorted(_news(support_of(site, language, STRANGER), path), key=lambda one: one.at, reverse=True)
    title = _("%(name)s: how support is doing") % {"name": site.name}
    return atom(site, language, path, news[:MOST_IN_A_FEED], title)


def _news(support: Support, path: str) -> list[News]:
    found = [_told("", one, path) for one in support.plan.notes]
    found += [_told(step.title, one, path) for step in support.plan.steps for one in step.notes]
    letter = support.letter
    if letter and letter.letter.published_at:
        version = letter.version
        at = f"{path}#letter-{version.number}"
        found.append(News(version.title, at, letter.letter.published_at, _short(version.opening)))
    return found


def _told(step: str, note: ShownNote, path: str) -> News:
    title = ": ".join(filter(None, (step, note.label))) or _("Progress")
    return News(title, f"{path}#note-{note.pk}", note.at, _short(strip_tags(note.html)))


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(_LONGEST)

"""Write the open letter in one language; its versions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent
from handrail.helpcenter.diffing import Gap, Line, difference, folded
from handrail.helpcenter.models import Site
from handrail.helpcenter.sites import chosen_site
from handrail.outreach import verbs
from handrail.outreach.models import LetterText, LetterVersion
from handrail.ui.fragments import render
from handrail.ui.words import languages_by_name

MOST = 200
PARTS = ("title", "opening", "well", "badly")


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def letter(request: HttpRequest, agent: Agent, language: str) -> HttpResponse:
    """Write it: `do` is save, publish (what is written here; `is_new`: dated today), withdraw or discard."""
    site = _site_with(request, language)
    if request.method == "POST":
        try:
            return _done(request, site, language, agent)
        except ValidationError as problem:
            typed = {name: request.POST.get(name, "") for name in PARTS}
            return _page(request, site, language, typed, problem=" ".join(problem.messages))
    found = _letter(site, language)
    kept = found.latest if found else None
    return _page(request, site, language, {name: getattr(kept, name, "") for name in PARTS}, found)


def _done(request: HttpRequest, site: Site, language: str, agent: Agent) -> HttpResponse:
    do = request.POST.get("do", "save")
    found = _letter(site, language)
    if found and do in _TAKEN_BACK:
        take_back, says = _TAKEN_BACK[do]
        take_back(found, by=agent)
        messages.success(request, says)
        return redirect(_address("open_letter", site, language))
    if found and found.latest and request.POST.get("base", "") != str(found.latest.number):
        problem = _("Somebody saved another version meanwhile. Save again to put yours above it.")
        raise ValidationError(problem)
    words = verbs.LetterWords(**{name: request.POST.get(name, "") for name in PARTS})
    version = verbs.save_letter(site, language=language, words=words, by=agent)
    if do == "publish":
        verbs.publish_letter(version, is_new="is_new" in request.POST, by=agent)
    messages.success(request, _("Published.") if do == "publish" else _("Saved as a draft."))
    return redirect(_address("open_letter", site, language))


_TAKEN_BACK = {
    "withdraw": (verbs.withdraw_letter, gettext_lazy("Readers see it no more in this language.")),
    "discard": (
        verbs.discard_letter_draft,
        gettext_lazy("Discarded. It stays among the versions."),
    ),
}


def _page(
    request: HttpRequest,
    site: Site,
    language: str,
    written: dict[str, str],
    found: LetterText | None = None,
    problem: str = "",
) -> HttpResponse:
    found = found or _letter(site, language)
    context: dict[str, Any] = {
        "site": site,
        "written_in": language,
        "named": dict(languages_by_name([language]))[language],
        "letter": found,
        "written": written,
        "problem": problem,
        "section": "support_page",
    }
    return render(request, "outreach/settings/letter.html", context, status=422 if problem else 200)


@require_safe
@for_admins
def versions(request: HttpRequest, _agent: Agent, language: str) -> HttpResponse:
    """All versions, and what one (`to`, at first the newest) changed of the one before it."""
    site = _site_with(request, language)
    found = _letter(site, language)
    if found is None:
        raise Http404
    every = list(found.versions.order_by("-number")[:MOST])
    chosen = request.GET.get("to", "")
    after = next((one for one in every if str(one.number) == chosen), every[0])
    before = next((one for one in every if one.number < after.number), None)
    context = {
        "site": site,
        "written_in": language,
        "letter": found,
        "versions": every,
        "after": after,
        "lines": _changed(before, after),
        "section": "support_page",
    }
    return render(request, "outreach/settings/versions.html", context)


def _changed(before: LetterVersion | None, after: LetterVersion) -> list[Line | Gap]:
    return folded(difference(_text(before), _text(after)))


def _text(version: LetterVersion | None) -> str:
    return "\n\n".join(getattr(version, name) for name in PARTS) if version else ""


def _letter(site: Site, language: str) -> LetterText | None:
    found = LetterText.objects.filter(site=site, language=language, latest__isnull=False)
    return found.select_related("latest", "published").first()


def _site_with(request: HttpRequest, language: str) -> Site:
    site = chosen_site(request)
    if language not in site.languages:
        raise Http404
    return site


def _address(name: str, site: Site, language: str) -> str:
    return f"{reverse(name, args=[language])}?site={site.pk}"

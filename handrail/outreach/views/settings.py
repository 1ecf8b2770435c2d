"""The page of leads about support: whether readers find it, the notice, the letter, the plan, the answers."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent
from handrail.conversations.views.answers import wishes
from handrail.core.requests import typed_moment
from handrail.helpcenter.models import Site
from handrail.helpcenter.sites import chosen_site
from handrail.helpcenter.views.door import Reading
from handrail.outreach import verbs
from handrail.outreach.models import Notice, SupportPage
from handrail.outreach.queries import overview_of
from handrail.outreach.reading.pages import support_of
from handrail.outreach.views import public
from handrail.outreach.views.posted import back_to_page, by_language, languages_of
from handrail.ui.fragments import partial, render

_USUAL = timedelta(hours=4)  # how long a notice stands, unless one chooses


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def page(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Show how it stands; POST opens it to readers, or closes it, or arranges the plan."""
    site = chosen_site(request)
    if request.method == "POST":
        if "order" in request.POST:
            verbs.arrange_steps(site, by=agent, **wishes(request))
            return HttpResponse(status=204) if partial(request) else back_to_page(site, "#plan")
        verbs.set_page(site, is_on="is_on" in request.POST, by=agent)
        messages.success(request, _("Saved."))
        return back_to_page(site)
    return _shown(request, agent, site)


@require_POST
@for_admins
def notice(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Put a notice up (`words-…`, `ends_at`), or take down the one that stands there (`end`)."""
    site = chosen_site(request)
    if "end" in request.POST:
        verbs.end_notice(site, by=agent)
        messages.success(request, _("The notice is taken down."))
        return back_to_page(site)
    try:
        until = typed_moment(request.POST.get("ends_at", ""))
        verbs.put_notice(site, words=by_language(request, "words", site), ends_at=until, by=agent)
    except ValidationError as problem:
        return _shown(request, agent, site, problem=" ".join(problem.messages))
    messages.success(request, _("It stands above the support page, forms, the portal and chats now."))
    return back_to_page(site)


@require_safe
@for_admins
def preview(request: HttpRequest, _agent: Agent, language: str) -> HttpResponse:
    """The page as readers would see it if everything were published."""
    site = chosen_site(request)
    if language not in site.languages:
        raise Http404
    reading = Reading(request, language)
    reading.site = site
    support = support_of(site, language, reading.reader, is_preview=True)
    with translation.override(reading.around):
        response = public.show(reading, support, is_preview=True, may_answer=False, is_listed=False)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _shown(request: HttpRequest, agent: Agent, site: Site, problem: str = "") -> HttpResponse:
    now = timezone.now()
    typed = by_language(request, "words", site) if problem else {}
    context = {
        "agent": agent,
        "site": site,
        "sites": list(Site.objects.all()),
        "is_on": SupportPage.objects.filter(site=site, is_on=True).exists(),
        "notice_now": Notice.objects.current(now).filter(site=site).first(),
        "ends_at": timezone.localtime(now + _USUAL),
        "typed": typed,
        "problem": problem,
        "languages": languages_of(site),
        "overview": overview_of(site, agent),
        "section": "support_page",
    }
    return render(request, "outreach/settings/page.html", context, status=422 if problem else 200)

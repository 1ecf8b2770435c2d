"""Help centers in the settings, for owners and leads."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent
from handrail.helpcenter.models import Site
from handrail.helpcenter.site_forms import SiteForm
from handrail.helpcenter.sites import the_site
from handrail.helpcenter.verbs.sites import save_site
from handrail.ui.fragments import render


@require_safe
@for_admins
def sites(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All of them."""
    the_site()
    context = {"agent": agent, "sites": list(Site.objects.all()), "section": "help_sites"}
    return render(request, "helpcenter/team/sites.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def site(request: HttpRequest, agent: Agent, pk: int = 0) -> HttpResponse:
    """Make one, or change one."""
    found = Site.objects.filter(pk=pk).first() if pk else Site()
    if found is None:
        raise Http404
    form = SiteForm(request.POST or None, request.FILES or None, instance=found)
    if request.method == "POST" and form.is_valid() and _save(form, agent):
        messages.success(request, _("Saved."))
        return redirect("help_sites")
    context = {"agent": agent, "form": form, "site": found, "section": "help_sites"}
    return render(request, "helpcenter/team/site.html", context, status=422 if form.errors else 200)


def _save(form: SiteForm, agent: Agent) -> bool:
    file = form.cleaned_data.get("picture")
    try:
        save_site(
            form.instance,
            by=agent,
            logo=file.read() if file else None,
            drops_logo=bool(form.cleaned_data.get("no_picture")),
        )
    except ValidationError as problem:
        form.add_error(None, problem.messages)
        return False
    return True

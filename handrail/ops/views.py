"""The page of Handrail's health: the same truth as `handrail doctor`, and what waits for an admin."""

from __future__ import annotations

from hmac import compare_digest

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from handrail.accounts.doors import for_admins, for_owners
from handrail.accounts.models import Agent
from handrail.core.audit import audit
from handrail.core.models import Failure
from handrail.core.shell.pages import PAGES_WAITING
from handrail.ops.failures import AT_ONCE, dismiss, of_kind, retry
from handrail.ops.health import state
from handrail.ui.fragments import partial, render


@require_safe
@for_admins
def page(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What is wrong, what runs, what failed, what is held; a part of the page is its state now."""
    context = {"agent": agent, "state": state(agent), "section": "health"}
    return render(request, "ops/health.html", context, block="state" if partial(request) else None)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Numbers for Prometheus, of every mailbox: for owners, and who knows HANDRAIL_METRICS_TOKEN."""
    if not (given := request.headers.get("Authorization", "")):
        return _metrics_for_people(request)
    wanted = settings.METRICS_TOKEN
    scheme, _, token = given.partition(" ")
    if not wanted or scheme.lower() != "bearer" or not compare_digest(token.encode(), wanted.encode()):
        raise Http404
    return _metrics(request)


@for_owners
def _metrics_for_people(request: HttpRequest, agent: Agent) -> HttpResponse:
    return _metrics(request)


def _metrics(request: HttpRequest) -> HttpResponse:
    from handrail.ops.metrics import exposition  # the library is loaded by the first who asks

    text, content_type = exposition(request.headers.get("Accept", ""), request.META.get(PAGES_WAITING, 0))
    return HttpResponse(text, content_type=content_type, headers={"Cache-Control": "no-store"})


@require_POST
@for_admins
def failure(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Do failed work again, or dismiss it (`dismiss`)."""
    found = Failure.objects.filter(pk=pk, resolved_at=None).first()
    if found is None:
        raise Http404
    _settle(request, agent, found.what, [found])
    return redirect("health")


@require_POST
@for_admins
def failures(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Do all failed work of one kind (`what`) again, or dismiss it; at most a thousand at once."""
    what = request.POST.get("what", "").replace("\x00", "")
    found = list(of_kind(what)[:AT_ONCE])
    if not found:
        raise Http404
    _settle(request, agent, what, found)
    return redirect("health")


def _settle(request: HttpRequest, agent: Agent, what: str, found: list[Failure]) -> None:
    with transaction.atomic():
        if request.POST.get("dismiss"):
            count = dismiss(what, found)
            audit(
                agent,
                "failure dismissed",
                what=what,
                subjects=[one.subject for one in found[:10]],
                count=count,
            )
            messages.success(
                request, ngettext("Dismissed.", "%(count)s dismissed.", count) % {"count": count}
            )
        else:
            _retry(request, what, found)


def _retry(request: HttpRequest, what: str, found: list[Failure]) -> None:
    try:
        count = retry(what, found)
    except (KeyError, ValueError):
        messages.error(request, _("This version no longer knows how to do that: dismiss it."))
        return
    if count:
        says = ngettext("It is being done again.", "%(count)s are being done again.", count)
        messages.success(request, says % {"count": count})
    else:
        messages.error(request, _("The queue no longer holds this work: dismiss it."))

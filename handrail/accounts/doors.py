"""Who asks for a page: a signed-in agent, or nobody."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.permissions import May, may

P = ParamSpec("P")
Inner = Callable[Concatenate[HttpRequest, Agent, P], HttpResponse]
Outer = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_agents(view: Inner[P]) -> Outer[P]:
    """Only for signed-in agents; others are asked to sign in."""

    @wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not isinstance(request.user, Agent):
            return _to_sign_in(request)
        return view(request, request.user, *args, **kwargs)

    return door


def for_admins(view: Inner[P]) -> Outer[P]:
    """Only for owners and leads; other agents get the stranger's 404."""

    @wraps(view)
    def door(request: HttpRequest, agent: Agent, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not may(agent.role, May.SETTINGS):
            raise Http404
        return view(request, agent, *args, **kwargs)

    return for_agents(door)


def for_owners(view: Inner[P]) -> Outer[P]:
    """Only for owners; others get the stranger's 404."""

    @wraps(view)
    def door(request: HttpRequest, agent: Agent, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not may(agent.role, May.EVERYTHING):
            raise Http404
        return view(request, agent, *args, **kwargs)

    return for_agents(door)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(status=401)
        response.headers["HX-Refresh"] = "true"
        return response
    return redirect_to_login(request.get_full_path())


def mailbox_or_404(agent: Agent, pk: int) -> Mailbox:
    """The mailbox, if this agent may see it; Http404 as for one that is not there."""
    mailbox = Mailbox.objects.visible_to(agent).filter(pk=pk).first()
    if mailbox is None:
        raise Http404
    return mailbox

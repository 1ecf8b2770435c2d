"""Every address of this house, room by room."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.channels import CHANNELS
from handrail.ops.views import metrics


@for_agents
def _nothing(request: HttpRequest, _agent: Agent) -> HttpResponse:
    """The sign-in library's page of further addresses: only admins say at which address one signs in."""
    raise Http404


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("handrail.workspace.urls")),
    path("", include("handrail.workspace.customer_urls")),
    path("", include("handrail.insights.urls")),
    *(path("", include(f"handrail.channels.{name}.urls")) for name in CHANNELS),
    path("", include("handrail.outreach.urls")),
    path("", include("handrail.assistant.urls")),
    path("", include("handrail.routing.urls")),
    path("", include("handrail.notifications.urls")),
    path("", include("handrail.conversations.urls")),
    path("", include("handrail.playbooks.urls")),
    path("", include("handrail.helpcenter.urls")),
    path("settings/health/", include("handrail.ops.urls")),
    path("metrics", metrics, name="metrics"),
    path("accounts/email/", _nothing, name="account_email"),
    path("accounts/", include("allauth.urls")),
]

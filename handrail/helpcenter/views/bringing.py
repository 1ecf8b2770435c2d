"""Pictures and files that somebody drops into an article."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.helpcenter.assets import FILMS, PICTURES, keep_asset
from handrail.helpcenter.models import Asset
from handrail.helpcenter.views.finding import article_or_404


@require_POST
@for_agents
def bring(request: HttpRequest, agent: Agent, pk: int) -> JsonResponse:
    """Keep one file (`file`); answers with the Markdown that shows it, or with what is wrong with it."""
    article = article_or_404(agent, pk)
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"error": _("Choose a file.")}, status=422)
    try:
        kept = keep_asset(article.site, article, name=file.name or "file", data=file.read(), by=agent)
    except ValidationError as problem:
        return JsonResponse({"error": " ".join(problem.messages)}, status=422)
    return JsonResponse({"markdown": _markdown(kept), "name": kept.name})


def _markdown(kept: Asset) -> str:
    """A picture or a film is shown, whatever else it is can be taken along."""
    is_shown = kept.content_type in {*PICTURES, *FILMS, "image/svg+xml"}
    label = kept.name.rpartition("/")[2].rpartition(".")[0] or kept.name
    return f"{'!' if is_shown else ''}[{label}](asset:{kept.name})"

"""One thing done to several articles of the list, all or none, by the verbs that do it to one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, require
from handrail.core.requests import whole_number
from handrail.helpcenter import verbs
from handrail.helpcenter.models import Category, State, Translation
from handrail.helpcenter.queries.listing import MOST_TOGETHER, sought
from handrail.helpcenter.readers import reader_for
from handrail.helpcenter.verbs.placing import facts_of, place
from handrail.helpcenter.views.listing import query_of
from handrail.ui.fragments import partial
from handrail.ui.undo import offer_undo

NOTHING = "none"  # in no category, looked after by nobody
Doing = Callable[[Translation, str, Agent], object]


@require_POST
@for_agents
def change(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Do something (`do`: what, or what and with which, as `owner:7`) to those that were `chosen`."""
    require(agent.role, May.PUBLISH)
    do, _colon, what = request.POST.get("do", "").partition(":")
    doing, found = _ACTS.get(do), _chosen(request, agent)
    if doing is None:
        raise Http404
    try:
        with transaction.atomic():
            for one in found:
                doing(one, what or request.POST.get(do, ""), agent)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return _back(request)
    if do == "trash" and found and partial(request):
        return _offered(_back(request), found, agent)
    count = len(found)
    messages.success(
        request, ngettext("%(num)s article changed.", "%(num)s articles changed.", count) % {"num": count}
    )
    return _back(request)


def _chosen(request: HttpRequest, agent: Agent) -> list[Translation]:
    """Those that are still there and that this agent may see, MOST_TOGETHER of them at most."""
    keys = [key for text in request.POST.getlist("chosen")[:MOST_TOGETHER] if (key := whole_number(text))]
    seen = Translation.objects.visible_to(reader_for(agent)).filter(pk__in=keys)
    return list(seen.select_related("article__owner", "article__category", "site").order_by("article", "pk"))


def _back(request: HttpRequest) -> HttpResponse:
    """To the list as it was."""
    address = f"{reverse('articles')}?{query_of(sought(QueryDict(request.POST.get('back', '')).dict()))}"
    if not partial(request):
        return redirect(address)
    response = HttpResponse()
    response.headers["HX-Redirect"] = address
    return response


def _offered(response: HttpResponse, found: list[Translation], agent: Agent) -> HttpResponse:
    told = ngettext("%(num)s article moved to the trash", "%(num)s articles moved to the trash", len(found))
    back = f"{reverse('restore_articles')}?{urlencode({'pk': [one.pk for one in found]}, doseq=True)}"
    return offer_undo(response, told % {"num": len(found)}, back, seconds=agent.undo_seconds)


def _category(one: Translation, key: str, agent: Agent) -> None:
    there = Category.objects.filter(pk=whole_number(key) or 0, site=one.site_id)
    category = there.first() if key != NOTHING else None
    if category is None and key != NOTHING:
        raise ValidationError(_("This category belongs to another help center."))
    place(one.article, facts=replace(facts_of(one.article), category=category), by=agent)


def _owner(one: Translation, key: str, agent: Agent) -> None:
    there = Agent.objects.filter(pk=whole_number(key) or 0, is_active=True)
    owner = there.first() if key != NOTHING else None
    if owner is None and key != NOTHING:
        raise ValidationError(_("Nobody of that name is here any more."))
    place(one.article, facts=replace(facts_of(one.article), owner=owner), by=agent)


def _label(one: Translation, words: str, agent: Agent) -> None:
    labels = [*one.article.labels, *words.split(",")]
    place(one.article, facts=replace(facts_of(one.article), labels=labels), by=agent)


def _archive(one: Translation, _what: str, agent: Agent) -> None:
    if one.state != State.ARCHIVED:
        verbs.archive(one, by=agent)


def _trash(one: Translation, _what: str, agent: Agent) -> None:
    verbs.trash(one, by=agent)


_ACTS: dict[str, Doing] = {
    "category": _category,
    "owner": _owner,
    "label": _label,
    "archive": _archive,
    "trash": _trash,
}

"""Tags, as admins keep them: renamed, merged, deleted, and who may make new ones."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent
from handrail.conversations.models import Tag, TagMakers
from handrail.conversations.queries.tags import listed_tags
from handrail.conversations.settings.tags import (
    delete_tag,
    merge_tags,
    rename_tag,
    set_tag_makers,
    tag_makers,
)
from handrail.ui.fragments import render


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All tags with how often they are used (`q`: those with these letters); POST says who makes tags."""
    if request.method == "POST":
        if request.POST.get("makers") not in TagMakers.values:
            raise Http404
        set_tag_makers(request.POST["makers"], by=agent)
        messages.success(request, _("Saved."))
        return redirect("manage_tags")
    typed = request.GET.get("q", "")
    tags, has_more = listed_tags(typed)
    context = {"agent": agent, "tags": tags, "has_more": has_more, "typed": typed, "section": "manage_tags"}
    context |= {"makers": tag_makers(), "choices": TagMakers.choices}
    return render(request, "conversations/tags.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def edit(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Rename a tag (`name`), merge it into another (`into`: its name), or delete it (`delete`)."""
    tag = Tag.objects.filter(pk=pk, leaving=False).first()
    if tag is None:
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            messages.success(request, _change(request, agent, tag))
            return redirect("manage_tags")
        except ValidationError as problem:
            error = " ".join(problem.messages)
    used = [one for one in listed_tags(tag.name)[0] if one.pk == tag.pk]
    others = [one.name for one in listed_tags()[0] if one.pk != tag.pk and not one.leaving]
    context = {"agent": agent, "tag": tag, "used": used[0].shown if used else "0", "section": "manage_tags"}
    context |= {"error": error, "others": others}
    return render(request, "conversations/tag.html", context, status=422 if error else 200)


def _change(request: HttpRequest, agent: Agent, tag: Tag) -> str:
    """Do what the form asks; returns what to say. Raises ValidationError."""
    if "delete" in request.POST:
        delete_tag(tag, by=agent)
        return _("“%(name)s” is being taken off its conversations.") % {"name": tag.name}
    if "into" in request.POST:
        name = " ".join(request.POST["into"].replace("\x00", "").split())
        into = Tag.objects.filter(name__iexact=name, leaving=False).first()
        if into is None:
            raise ValidationError(
                _("There is no tag “%(name)s”: write one of those there are.") % {"name": name}
            )
        merge_tags(tag, into=into, by=agent)
        return _("“%(old)s” is becoming “%(new)s”.") % {"old": tag.name, "new": into.name}
    rename_tag(tag, name=request.POST.get("name", ""), by=agent)
    return _("Saved.")

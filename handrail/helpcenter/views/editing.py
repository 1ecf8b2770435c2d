"""Write an article: a new one, another version of it, and what it is beside its words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May, require
from handrail.helpcenter.addresses import path_of
from handrail.helpcenter.drawing import draw
from handrail.helpcenter.forms import FactsForm, WordsForm, words_initial
from handrail.helpcenter.models import Article, Revision, Site, Translation
from handrail.helpcenter.queries.editing import desk_of, templates_for
from handrail.helpcenter.readers import reader_for
from handrail.helpcenter.search.phrases.keeping import ask_otherwise
from handrail.helpcenter.sites import chosen_site, languages_of
from handrail.helpcenter.verbs import Words, ask_review, create_article, publish, save_revision
from handrail.helpcenter.verbs.keeping import drop_unsaved, keep_unsaved
from handrail.helpcenter.verbs.writing import name_by_title
from handrail.helpcenter.views.finding import article_or_404, translation_or_404
from handrail.helpcenter.views.published import tell_published
from handrail.ui.fragments import render
from handrail.ui.words import languages_by_name

PAGE = "helpcenter/team/article.html"


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def new(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Begin one in a `language`, empty or from a `template`; it exists once it is saved, or (`first`) once
    something is written that is to be kept.

    `title` may come in the address.
    """
    require(agent.role, May.WRITE)
    site, asked = chosen_site(request), request.POST or request.GET
    language = asked.get("language", "")
    language = language if language in languages_of(site) else site.fallback
    if request.method == "POST" and "template" not in request.POST:
        return _create(request, agent, site, language)
    initial = _begun(asked, _template(agent, site, asked.get("template", ""), language)) | {"base": None}
    return _new_page(request, agent, site, WordsForm(initial=initial), language=language)


def _begun(asked: QueryDict, template: Revision | None) -> dict[str, Any]:
    """What the form shows of a template; the title that was typed stays where that is all that was."""
    initial = words_initial(template)
    if asked.get("title") and not asked.get("body"):
        initial["title"] = asked["title"][:200]
    return initial


def _create(request: HttpRequest, agent: Agent, site: Site, language: str) -> HttpResponse:
    if "first" in request.POST:
        return _keep_first(request, agent, site, language)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _new_page(request, agent, site, form, language=language, status=422)
    made = create_article(site, language=language, words=form.words(None), by=agent, slug="", owner=agent)
    return _then(request, made, agent)


@transaction.atomic
def _keep_first(request: HttpRequest, agent: Agent, site: Site, language: str) -> HttpResponse:
    """Make a draft of what is just being written, before anybody saved it; translators are not asked yet."""
    written = _as_written(request)
    title = written.title.strip() or _("Without a title yet")
    words = replace(written, title=title, is_ready=False, comment=_("Kept while it was being written"))
    try:
        made = create_article(site, language=language, words=words, by=agent, owner=agent)
    except ValidationError as problem:
        return HttpResponse(" ".join(problem.messages), status=422)
    if title != written.title:
        keep_unsaved(made, words=written, based_on=made.latest, by=agent)
    return redirect("edit_article", made.article_id, made.language)


def _new_page(
    request: HttpRequest, agent: Agent, site: Site, form: WordsForm, *, language: str, status: int = 200
) -> HttpResponse:
    context = {
        "agent": agent,
        "form": form,
        "site": site,
        "sites": list(Site.objects.all()),
        "translation": None,
        "written_in": language,
        "languages": languages_by_name(languages_of(site)),
        "templates": templates_for(agent, site, language),
        "drawn": _drawn(form, site, None, language, agent),
        "part": "new",
    }
    return render(request, "helpcenter/team/new.html", context, status=status)


@require_safe
@for_agents
def article(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """To its source."""
    found = article_or_404(agent, pk, needs=None)
    return redirect("edit_article", found.pk, found.source_language)


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def edit(request: HttpRequest, agent: Agent, pk: int, language: str) -> HttpResponse:
    """Write it; whoever may not write reads it here."""
    if request.method == "POST":
        found = translation_or_404(agent, pk, language)
        return (_over if "template" in request.POST else _save)(request, agent, found)
    found = translation_or_404(agent, pk, language, needs=None)
    desk = desk_of(found, agent)
    form = WordsForm(initial=desk.written)
    return page(request, agent, found, form, desk=desk)


def page(
    request: HttpRequest, agent: Agent, found: Translation, form: WordsForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of one article in one language."""
    desk = more.pop("desk", None) or desk_of(found, agent)
    context = {
        "agent": agent,
        "may_write": May.WRITE in desk.rights,
        "translation": found,
        "article": found.article,
        "site": found.site,
        "form": form,
        "facts": FactsForm(None, article=found.article, language=get_language() or "en"),
        "desk": desk,
        "written_in": found.language,
        "drawn": _drawn(form, found.site, found.article, found.language, agent),
        "public_path": path_of(found),
        "part": "article",
        **more,
    }
    return render(request, PAGE, context, status=status)


def _over(request: HttpRequest, agent: Agent, found: Translation) -> HttpResponse:
    """Begin it anew from a template: nothing is kept of that before one writes."""
    initial = _begun(request.POST, _template(agent, found.site, request.POST["template"], found.language))
    initial |= {name: request.POST.get(name, "") for name in ("phrases", "phrases_were")}
    form = WordsForm(initial=initial | {"base": found.latest_id, "began": found.latest_id})
    return page(request, agent, found, form)


def _save(request: HttpRequest, agent: Agent, found: Translation) -> HttpResponse:
    form = WordsForm(request.POST)
    if not form.is_valid():
        return page(request, agent, found, form, status=422)
    if _overtaken(form, found):
        told = request.POST.copy()
        told["began"] = request.POST.get("began") or request.POST.get("base", "")
        told["base"] = str(found.latest_id)
        return page(request, agent, found, WordsForm(told), status=409, overtaken=found.latest)
    if not _save_all(found, form, agent):
        return page(request, agent, found, form, status=422)
    found.refresh_from_db()
    return _then(request, found, agent)


@transaction.atomic
def _save_all(found: Translation, form: WordsForm, agent: Agent) -> bool:
    """A version of the words, and how people ask for it; False, and none of both, where that is refused."""
    if not _save_phrases(found, form, agent):
        return False
    save_revision(found, words=form.words(found), by=agent)
    drop_unsaved(found, by=agent)
    name_by_title(found, by=agent)
    return True


def _save_phrases(found: Translation, form: WordsForm, agent: Agent) -> bool:
    """What was changed of how people ask for it; False where it is refused: the form says why."""
    if "phrases" in form.errors or "phrases_were" in form.errors:
        return False
    if form.has_other_phrases:
        told = form.cleaned_data
        try:
            were = told["phrases_were"].splitlines()
            ask_otherwise(found, phrases=told["phrases"].splitlines(), were=were, by=agent)
        except ValidationError as problem:
            form.add_error("phrases", problem)
            return False
    return True


@require_POST
@for_agents
def asked_as(request: HttpRequest, agent: Agent, pk: int, language: str) -> HttpResponse:
    """Keep how people ask for it, a phrase to a line; from now on they find it by that.

    Words that come with it are kept for their writer, and are no version yet.
    """
    found = translation_or_404(agent, pk, language, needs=May.PUBLISH)
    form = WordsForm(request.POST)
    form.is_valid()  # the words may be unfinished
    if not _save_phrases(found, form, agent):
        return page(request, agent, found, form, status=422)
    if "body" in request.POST and not _keep(request, found, agent, phrases=("", "")):
        return page(request, agent, found, form, status=422)
    messages.success(request, _("Saved."))
    return redirect(reverse("edit_article", args=[found.article_id, found.language]) + "#asked-as")


def _overtaken(form: WordsForm, found: Translation) -> bool:
    """Somebody else saved since this one began to write."""
    base = form.cleaned_data["base"]
    return base is not None and found.latest_id is not None and base != found.latest_id


def _then(request: HttpRequest, found: Translation, agent: Agent) -> HttpResponse:
    """What the button that saved wants besides."""
    wish = request.POST.get("then", "")
    assert found.latest is not None  # noqa: S101 - it has just been saved
    try:
        if wish == "publish":
            messages.success(request, tell_published(request, publish(found.latest, by=agent)))
        elif wish == "review":
            ask_review(found, by=agent)
            messages.success(request, _("Saved. It waits for a colleague to read it."))
        else:
            messages.success(request, _("Saved as a draft."))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("edit_article", found.article_id, found.language)


@require_POST
@for_agents
def keep(request: HttpRequest, agent: Agent, pk: int, language: str) -> HttpResponse:
    """Keep what is being written, for its writer alone, and answer with how it looks."""
    found = translation_or_404(agent, pk, language)
    words = _as_written(request)
    if not _keep(request, found, agent, phrases=_phrases_as_written(request)):
        return HttpResponse(_("This is too long for one article: take it apart into several."), status=422)
    drawn = draw(
        words.body, site=found.site, article=found.article, language=language, reader=reader_for(agent)
    )
    context = {"drawn": drawn, "title": words.title, "summary": words.summary, "written_in": language}
    return render(request, "helpcenter/team/preview.html", context)


@require_POST
@for_agents
def drop(request: HttpRequest, agent: Agent, pk: int, language: str) -> HttpResponse:
    """Throw away what is not saved, and show the newest version."""
    found = translation_or_404(agent, pk, language)
    drop_unsaved(found, by=agent)
    messages.success(request, _("This is the newest version."))
    return redirect("edit_article", pk, language)


def _keep(request: HttpRequest, found: Translation, agent: Agent, *, phrases: tuple[str, str]) -> bool:
    base = request.POST.get("base", "")
    based_on = found.revisions.filter(pk=base).first() if base.isdigit() else None
    return keep_unsaved(found, words=_as_written(request), based_on=based_on, phrases=phrases, by=agent)


def _phrases_as_written(request: HttpRequest) -> tuple[str, str]:
    now, before = (request.POST.get(name, "").replace("\x00", "") for name in ("phrases", "phrases_were"))
    return now, before


def _as_written(request: HttpRequest) -> Words:
    title, summary, body = (
        request.POST.get(name, "").replace("\x00", "") for name in ("title", "summary", "body")
    )
    return Words(title=title, summary=summary, body=body)


def _drawn(form: WordsForm, site: Site, about: Article | None, language: str, agent: Agent) -> dict[str, Any]:
    body = form["body"].value() or ""
    return {
        "drawn": draw(body, site=site, article=about, language=language, reader=reader_for(agent)),
        "title": form["title"].value() or "",
        "summary": form["summary"].value() or "",
        "written_in": language,
    }


def _template(agent: Agent, site: Site, chosen: str, language: str) -> Revision | None:
    """The words of a template in this language, or in the one it was first written in."""
    if not chosen.isdigit() or len(chosen) > 9:
        return None
    found = next((one for one in templates_for(agent, site, language) if one.article_id == int(chosen)), None)
    if found is None:
        raise Http404
    return found.latest

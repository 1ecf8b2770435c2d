"""Change many conversations, chosen in a list or all in a view; see how far it is, stop it, take it back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent, mailbox_ids
from handrail.accounts.permissions import May, require
from handrail.conversations.models import Category, Conversation
from handrail.conversations.queries.counting import count_now, count_views
from handrail.conversations.queries.tags import suggested_tags
from handrail.conversations.statuses import default_status
from handrail.core.requests import posted_number, whole_number
from handrail.playbooks.bulks import reading, verbs
from handrail.playbooks.bulks.waves import is_sending
from handrail.playbooks.models import Bulk, BulkState
from handrail.playbooks.running import told
from handrail.playbooks.steps import STEPS, StepRefused
from handrail.ui.fragments import partial, render
from handrail.ui.undo import offer_undo, say
from handrail.workspace.pages import list_context, spot_of
from handrail.workspace.views.inbox import TEMPLATE as INBOX
from handrail.workspace.views.inbox import go_to

MOST_CHOSEN = 500  # numbers in one request
MOST_LISTED = 50
_ACTS = {"stop": verbs.stop, "resume": verbs.resume}


@require_safe
@for_agents
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """One's own bulk changes of the last month."""
    require(agent.role, May.SORT)
    found = Bulk.objects.visible_to(agent).order_by("-created_at")[:MOST_LISTED]
    known: dict[str, dict[str, str]] = {}
    bulks = [(bulk, told(bulk.steps, agent, known)) for bulk in found]
    context = _rail(request, agent) | {"bulks": bulks}
    return render(request, "workspace/bulks.html", context)


@require_safe
@for_agents
def bar(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What can be done to conversations that are chosen in a list."""
    require(agent.role, May.SORT)
    choices = reading.choices_for(agent, mailbox_ids(agent))
    spot, closed = spot_of(request), default_status(Category.CLOSED)
    context = {"agent": agent, "spot": spot, "choices": choices, "closed": closed.pk}
    context["count"] = count_now(agent, spot.view).shown
    return render(request, "workspace/bulk_bar.html", context)


@require_safe
@for_agents
def suggest(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Tags with the letters typed so far (`words`), to be put on all that are chosen."""
    require(agent.role, May.SORT)
    found = suggested_tags(None, request.GET.get("words", ""))
    context = {"suggested": found, "name": "step", "before": "tag:"}
    return render(request, "workspace/tag_suggestions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def new(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Choose what to do (GET), or do it: a few at once, many after a second look."""
    require(agent.role, May.SORT)
    if request.method != "POST":
        return _form(request, agent)
    key, _colon, value = request.POST.get("step", "").partition(":")
    value = value or request.POST.get("words", "")
    key = key if key != reading.DRAFT else ""
    try:
        bulk = verbs.choose([(key, value)], _chosen(request, agent), agent=agent, source=_source(request))
        if not is_sending(bulk) and bulk.total <= verbs.AT_ONCE:
            bulk = verbs.begin(bulk)
    except (StepRefused, ValidationError) as problem:
        return _refused(request, agent, _refused_step(problem, key))
    except verbs.BulkRefused as problem:
        return _refused(request, agent, _sentence(problem))
    if bulk.state != BulkState.DONE or not partial(request):
        return go_to(request, reverse("bulk", args=[bulk.pk]))
    return _done_here(request, agent, bulk)


@require_safe
@for_agents
def one(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """How far it is; what would leave, before it does; who was skipped, and why."""
    return _page(request, agent, _find(agent, pk))


@require_POST
@for_agents
def act(request: HttpRequest, agent: Agent, pk: int, what: str) -> HttpResponse:
    """Begin it, stop it, go on with it, throw it away before it began."""
    bulk = _find(agent, pk)
    try:
        if what == "forget":
            verbs.forget(bulk)
            return redirect("bulks")
        if what == "begin":
            verbs.begin(bulk, count=posted_number(request, "count"))
        elif what in _ACTS:
            _ACTS[what](bulk)
        else:
            raise Http404
    except verbs.BulkRefused as problem:
        return _page(request, agent, bulk, _sentence(problem), status=422)
    return redirect("bulk", bulk.pk)


@require_POST
@for_agents
def back(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Take it back. From a list (`here`) the page is drawn anew where it stands."""
    bulk = _find(agent, pk)
    try:
        undone = verbs.take_back(bulk)
    except verbs.BulkRefused as problem:
        if "here" in request.GET:
            return HttpResponse(_sentence(problem), status=409)
        return _page(request, agent, bulk, _sentence(problem), status=422)
    if "here" not in request.GET or undone.state != BulkState.DONE:
        return redirect("bulk", undone.pk)
    return HttpResponse(status=204)


def _find(agent: Agent, pk: int) -> Bulk:
    require(agent.role, May.SORT)
    found = Bulk.objects.visible_to(agent).select_related("agent").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, agent: Agent, bulk: Bulk, error: str = "", status: int = 200) -> HttpResponse:
    bulk.refresh_from_db()
    context = ({} if partial(request) else _rail(request, agent)) | {
        "bulk": bulk,
        "steps": told(bulk.steps, agent),
        "is_sending": is_sending(bulk),
        "wants_count": is_sending(bulk) and bulk.left > verbs.AT_ONCE,
        "samples": reading.samples(bulk) if bulk.state == BulkState.READY else [],
        "skipped": reading.skipped(bulk),
        "foreseen": reading.foreseen(bulk) if bulk.state == BulkState.READY else [],
        "may_take_back": verbs.may_take_back(bulk),
        "undone": Bulk.objects.filter(undoes=bulk).first(),
        "error": error,
    }
    return render(
        request, "workspace/bulk.html", context, "inside" if partial(request) else None, status=status
    )


def _rail(request: HttpRequest, agent: Agent) -> dict[str, Any]:
    return {"agent": agent, "spot": spot_of(request), "views": count_views(agent)}


def _form(request: HttpRequest, agent: Agent, error: str = "") -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    try:
        chosen = _chosen(request, agent)
    except verbs.BulkRefused:
        chosen = Conversation.objects.none()
    context = _rail(request, agent) | {
        "numbers": asked.get("numbers", ""),
        "count": reading.how_many(chosen),
        "choices": reading.choices_for(agent, reading.mailboxes_of(agent, chosen)),
        "error": error,
    }
    return render(request, "workspace/bulk_new.html", context, status=422 if error else 200)


def _refused(request: HttpRequest, agent: Agent, why: str) -> HttpResponse:
    """Why nothing was done: on the page of the form; beside a list, in a few words."""
    if not partial(request):
        return _form(request, agent, why)
    return say(_list(request, agent), why)


def _list(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The list anew, with the counts beside it."""
    context = list_context(request, agent, spot_of(request))
    return render(request, INBOX, context, "list", beside={"views": "#views"})


def _chosen(request: HttpRequest, agent: Agent) -> Any:
    """The conversations that are meant: by number, or all in the view that the address names."""
    asked = request.POST if request.method == "POST" else request.GET
    spot = spot_of(request)
    texts = [text for text in asked.get("numbers", "").split(",") if text]
    if not texts:
        return spot.view.of(agent)
    if len(texts) > MOST_CHOSEN:
        raise verbs.BulkRefused("many")
    numbers = [number for text in texts if (number := whole_number(text)) is not None]
    return verbs.chosen_by_number(numbers, agent)


def _source(request: HttpRequest) -> str:
    return "" if request.POST.get("numbers") else str(spot_of(request).view.label)


def _done_here(request: HttpRequest, agent: Agent, bulk: Bulk) -> HttpResponse:
    """A few, done at once: the list anew, and a way back."""
    response = _list(request, agent)
    what = ", ".join(f"{step}: {value}" for step, value in told(bulk.steps, agent))
    says = ngettext("%(what)s, %(num)s conversation.", "%(what)s, %(num)s conversations.", bulk.done)
    says = says % {"what": what, "num": bulk.done}
    if bulk.skipped:
        says += " " + _skipped(bulk)
    if not bulk.done or not verbs.may_take_back(bulk):
        return say(response, says)
    return offer_undo(response, says, reverse("take_back_bulk", args=[bulk.pk]) + "?here=1")


def _skipped(bulk: Bulk) -> str:
    """How many were left out, and why; of several reasons the commonest."""
    says = ngettext("%(num)s was skipped.", "%(num)s were skipped.", bulk.skipped) % {"num": bulk.skipped}
    return f"{says} {reading.skipped(bulk)[0].why}"


def _refused_step(problem: Exception, key: str) -> str:
    if key not in STEPS:
        return _("Choose what is to be done.")
    return f"{STEPS[key].label}: {problem}"


def _sentence(problem: verbs.BulkRefused) -> str:
    return {
        "many": _("At most 500 can be chosen one by one: choose all in a view, or fewer."),
        "empty": _("There is no conversation to do this to."),
        "busy": _("Three of your bulk changes are running. Wait for one, or stop it."),
        "count": _("Type the number of conversations that get it, so that nothing is sent by mistake."),
        "state": _("That cannot be done any more: look at how it stands now."),
    }[problem.why]

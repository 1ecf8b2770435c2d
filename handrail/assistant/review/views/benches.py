"""The test bench: its questions, their file, and drafts that are tried on them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent
from handrail.assistant.answering.thresholds import CHANNELS, threshold_of
from handrail.assistant.matters import matters_by_key
from handrail.assistant.models import Because, Case, Trial
from handrail.assistant.review.comparing import Became, Compared, compared, shares
from handrail.assistant.review.correcting import keep_case
from handrail.assistant.review.drafting import draft_of
from handrail.assistant.review.exchanging import as_lines, bring
from handrail.assistant.review.forms import CaseForm, DraftForm
from handrail.assistant.review.naming import called, slug_of, titles_of
from handrail.assistant.review.running import adopt, begin
from handrail.assistant.review.stands import stands_for, taken_back
from handrail.assistant.review.trying import told
from handrail.assistant.review.ways import WAYS, Asked, near_articles
from handrail.core.remembered import forget_remembered
from handrail.core.requests import whole_number
from handrail.helpcenter.models import Article
from handrail.helpcenter.views.posting import RefusalsTold
from handrail.ui.fragments import partial, render

MOST = 200  # questions and changed answers that a page shows
_LARGEST = 2_000_000  # bytes of a file


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def bench(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The questions; POST adds one."""
    form = CaseForm(request.POST if request.method == "POST" else None, agent=agent)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with RefusalsTold(request):
            named = {"expected": said["article"], "to_person": said["to_person"]}
            keep_case(said["words"], language=said["language"], by=agent, **named)
        return redirect("assistant_bench")
    return _bench(request, agent, form, DraftForm(agent=agent, phrases=_phrase_of(request, agent)))


def _phrase_of(request: HttpRequest, agent: Agent) -> str:
    """A question of the bench (`phrase`, its key) as one by which people ask for the article it expects."""
    key = whole_number(request.GET.get("phrase", ""))
    cases = Case.objects.visible_to(agent).filter(pk=key, expected__isnull=False) if key else []
    return next((f"{slug_of(one.expected)}: {one.words}" for one in cases if one.expected), "")


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def file(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The questions as a file; POST brings those of a file (`file`)."""
    if request.method != "POST":
        answer = HttpResponse("".join(as_lines(agent)), content_type="application/x-ndjson; charset=utf-8")
        answer.headers["Content-Disposition"] = 'attachment; filename="questions.jsonl"'
        return answer
    brought = request.FILES.get("file")
    with RefusalsTold(request):
        if brought is None or (brought.size or 0) > _LARGEST:
            raise ValidationError(_("Choose a file of at most 2 MB."))
        many = bring(_text_of(brought.read()), by=agent)
        says = ngettext("%(many)s question was brought.", "%(many)s questions were brought.", many)
        messages.success(request, says % {"many": many})
    return redirect("assistant_bench")


@require_POST
@for_admins
def remove(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Take a question off the bench."""
    if not Case.objects.visible_to(agent).filter(pk=pk).delete()[0]:
        raise Http404
    return redirect("assistant_bench")


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def case(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """One question: what it should get, what it gets now, and what can be done; POST does that (`what`)."""
    found = Case.objects.visible_to(agent).filter(pk=pk).select_related("expected", "conversation").first()
    if found is None:
        raise Http404
    if request.method != "POST":
        return _case(request, agent, found)
    if taken_back(request.POST, agent):
        return redirect("bench_case", pk)
    way = WAYS.get(request.POST.get("what", ""))
    if way is None:
        raise Http404
    with RefusalsTold(request):
        if leads_to := way(Asked.by_case(found), request.POST, agent):
            return redirect(leads_to)
        messages.success(request, _("Saved."))
        return redirect("bench_case", pk)
    return _case(request, agent, found, status=422)


def _case(request: HttpRequest, agent: Agent, of: Case, *, status: int = 200) -> HttpResponse:
    forget_remembered()  # who has just blocked something sees what came of it
    said = told(of.words, of.language)
    threshold = threshold_of(CHANNELS[0])
    shown = said.shown(threshold)
    keys = [key for key in (of.expected_id, *said.articles) if key]
    near = near_articles(of.words, of.language, agent)
    articles = called(dict.fromkeys([*keys, *near]), agent)
    context = _frame(agent) | {
        "case": of,
        "said": said,
        "shown": shown,
        "became": said.became(of.meant, threshold),
        "articles": articles,
        "typed": request.POST,
        "stands": stands_for(Asked.by_case(of), articles, agent),
        "meant": of.expected_id or shown or 0,
        "kept_words": of.words,
        "matters": matters_by_key(),
        "whys": dict(Because.choices),
        "correcting": reverse("bench_case", args=[of.pk]),
    }
    return render(request, "assistant/review/case.html", context, status=status)


@require_POST
@for_admins
def try_draft(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Ask every question of the settings in use and of a draft."""
    form = DraftForm(request.POST, agent=agent)
    if not form.is_valid():
        return _bench(request, agent, CaseForm(agent=agent), form)
    with RefusalsTold(request):
        return redirect("assistant_trial", begin(form.draft(), by=agent).pk)
    return redirect("assistant_bench")


@require_safe
@for_admins
def trial(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """How far a trial is, what is wrong and what is otherwise. An open page asks for the block `told`."""
    found = _trial_or_404(pk)
    draft = draft_of(found.draft)
    lines = compared(found.results, now=draft.threshold_now, then=draft.threshold)
    shown = sorted((one for one in lines if one.is_wrong or one.has_changed), key=_by_what_is_wrong)[:MOST]
    articles = {key for one in shown for key in (one.expected, one.shown_now, one.shown_then)}
    articles |= {*draft.withheld, *(key for key, _words in draft.phrases)}
    context = _frame(agent) | {
        "trial": found,
        "draft": draft,
        "now": shares([(one.now, one.expected) for one in lines], draft.threshold_now),
        "then": shares([(one.then, one.expected) for one in lines], draft.threshold),
        "shown": shown,
        "changes": any(one.has_changed for one in lines),
        "cases": Case.objects.visible_to(agent).in_bulk([one.case for one in shown]),
        "slugs": _slugs(articles - {None}),
        "matters": matters_by_key(),
        "whys": dict(Because.choices),
    }
    return render(request, "assistant/review/trial.html", context, "told" if partial(request) else None)


def _by_what_is_wrong(one: Compared) -> tuple[bool, bool, float]:
    """A wrong answer is worse than none; the surer it was, the worse."""
    return (Became.WRONG not in (one.became_now, one.became_then), not one.is_wrong, -one.now.confidence)


@require_POST
@for_admins
def adopt_draft(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Put what was tried into use."""
    found = _trial_or_404(pk)
    with RefusalsTold(request):
        adopt(found, by=agent)
        messages.success(request, _("The draft is in use now."))
    return redirect("assistant_trial", pk)


def _bench(request: HttpRequest, agent: Agent, form: CaseForm, draft: DraftForm) -> HttpResponse:
    seen = Case.objects.visible_to(agent)
    cases = seen.select_related("expected").prefetch_related("expected__translations")
    context = _frame(agent) | {
        "form": form,
        "draft_form": draft,
        "count": seen.count(),
        "titles": titles_of(agent),
        "cases": [(one, slug_of(one.expected) if one.expected else "") for one in cases[:MOST]],
        "trials": Trial.objects.defer("results")[:10],
    }
    is_wrong = form.is_bound or draft.is_bound
    return render(request, "assistant/review/bench.html", context, status=422 if is_wrong else 200)


def _trial_or_404(pk: int) -> Trial:
    found = Trial.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _slugs(articles: set[Any]) -> dict[int, str]:
    found = Article.objects.filter(pk__in=articles).prefetch_related("translations")
    return {one.pk: slug_of(one) for one in found}


def _text_of(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError(_("This file is no UTF-8 text.")) from None


def _frame(agent: Agent) -> dict[str, Any]:
    return {"agent": agent, "section": "assistant_settings", "part": "assistant_bench"}

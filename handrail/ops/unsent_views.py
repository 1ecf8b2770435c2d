"""The page of replies that could not be sent: over all mailboxes, to be sent again or dismissed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent
from handrail.conversations.models import Message, SendState
from handrail.conversations.verbs import dismiss_unsent, send_again
from handrail.core.audit import audit
from handrail.core.requests import whole_number
from handrail.ops.unsent import AT_ONCE, count_unsent, page_of, piles, told, unsent_of
from handrail.ui.fragments import render


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def page(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What was not sent (`mailbox`: of one; `before`: older ones); POST sends again or dismisses."""
    if request.method == "POST":
        return _act(request, agent)
    mailbox = whole_number(request.GET.get("mailbox", "")) or 0
    before = whole_number(request.GET.get("before", "")) or 0
    letters, after = page_of(agent, mailbox=mailbox, before=before)
    context = {"agent": agent, "letters": letters, "after": after, "piles": piles(agent), "mailbox": mailbox}
    return render(request, "ops/unsent.html", context | {"section": "health"})


@require_safe
@for_admins
def signal(request: HttpRequest, agent: Agent) -> HttpResponse:
    """What the rail says to admins: a link if there is anything, else nothing; `tab`: the phone's tab."""
    tab, count = request.GET.get("tab"), count_unsent(agent)
    if tab is not None and not count and not request.GET.get("marked"):
        return HttpResponse(status=204)  # nothing to swap, nothing to lose the focus of
    return render(request, "ops/unsent_signal.html", {"count": count, "tab": tab})


def _act(request: HttpRequest, agent: Agent) -> HttpResponse:
    """`entry`: these, or `mailbox`: all of one; `do`: again, certain (but the unknown) or dismiss."""
    chosen = _chosen(request, agent)
    do = request.POST.get("do", "")
    if not chosen:
        messages.error(request, _("Choose a reply that was not sent: these no longer wait."))
    elif do == "dismiss":
        _dismiss(request, agent, chosen)
    elif do == "again" and _may_have_arrived(chosen) and not request.POST.get("sure"):
        context = {"agent": agent, "letters": told(chosen), "section": "health"}
        return render(request, "ops/unsent_sure.html", context)
    elif do in ("again", "certain"):
        _again(request, agent, chosen, certain=do == "certain")
    return redirect("unsent")


def _again(request: HttpRequest, agent: Agent, chosen: list[Message], *, certain: bool) -> None:
    """All but what has reached somebody: they would get it twice, and the others not at all."""
    wanted = [one for one in chosen if one.send_state != SendState.PARTLY]
    if len(wanted) < len(chosen):
        says = _("What reached the others is not sent to them twice: write anew from the conversation.")
        messages.warning(request, says)
    if wanted:
        _send(request, agent, [one for one in wanted if not certain or not _may_have_arrived([one])])


def _chosen(request: HttpRequest, agent: Agent) -> list[Message]:
    rows = unsent_of(agent).select_related("conversation__mailbox", "entry__agent")
    mailbox = whole_number(request.POST.get("mailbox", ""))
    keys = [whole_number(key) for key in request.POST.getlist("entry")[:AT_ONCE]]
    if mailbox:
        rows = rows.filter(conversation__mailbox=mailbox)
    else:
        rows = rows.filter(pk__in=[key for key in keys if key])
    return list(rows[:AT_ONCE])


def _may_have_arrived(chosen: list[Message]) -> bool:
    return any(one.send_state == SendState.UNKNOWN for one in chosen)


def _send(request: HttpRequest, agent: Agent, chosen: list[Message]) -> None:
    count = sum(send_again(one.conversation, entry=one.pk, by=agent.as_actor()) for one in chosen)
    audit(agent, "replies sent again", entries=[one.pk for one in chosen[:10]], count=count)
    says = ngettext("It is being sent again.", "%(count)s are being sent again.", count)
    messages.success(request, says % {"count": count})


def _dismiss(request: HttpRequest, agent: Agent, chosen: list[Message]) -> None:
    count = sum(dismiss_unsent(one.conversation, entry=one.pk, by=agent.as_actor()) for one in chosen)
    audit(agent, "unsent replies dismissed", entries=[one.pk for one in chosen[:10]], count=count)
    messages.success(request, ngettext("Dismissed.", "%(count)s dismissed.", count) % {"count": count})

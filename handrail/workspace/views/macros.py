"""Run a macro on a conversation: from its menu or from a page; what would be sent is shown first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.conversations.models import Entry
from handrail.conversations.queries.masking import mask_conversation
from handrail.conversations.verbs.undoing import facts_of
from handrail.core.requests import posted_number
from handrail.playbooks.filling import macros_for
from handrail.playbooks.models import Macro
from handrail.playbooks.running import MacroRefused, run_macro, sends, told, what_leaves, writes
from handrail.ui.fragments import partial, render
from handrail.workspace.pages import can_send, find_or_404, spot_of
from handrail.workspace.undoing import offer
from handrail.workspace.views.inbox import answer_changed, go_to
from handrail.workspace.views.sending import offer_back


@require_safe
@for_agents
def listing(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The macros one may run here: for the head's menu, or as a page of its own."""
    conversation = find_or_404(agent, number)
    macros = [(macro, sends(macro)) for macro in macros_for(conversation, agent)]
    context = _context(request, agent, conversation) | {"macros": macros}
    return render(request, "workspace/macros.html", context, "macros" if partial(request) else None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def run(request: HttpRequest, agent: Agent, number: int, pk: int) -> HttpResponse:
    """Show what it would do (GET), or do it. One that sends wants that one has seen what leaves (`seen`)."""
    conversation = find_or_404(agent, number)
    visible = Macro.objects.visible_to(agent).for_mailbox(conversation.mailbox_id)
    macro = visible.filter(pk=pk).first()
    if macro is None:
        raise Http404
    if request.method != "POST" or (sends(macro) and "seen" not in request.POST):
        return _shown(request, agent, conversation, macro)
    if sends(macro) and not can_send(conversation.mailbox_id):
        sentence = _("Replies cannot leave until its outgoing server is set under Settings, Mailboxes.")
        return answer_changed(request, agent, number, spot_of(request), sentence)
    wait = timezone.now() + timedelta(seconds=agent.undo_seconds) if agent.undo_seconds else None
    before = facts_of(conversation)
    try:
        seen = posted_number(request, "seen") or None
        run_macro(conversation, macro=macro, agent=agent, send_after=wait, seen=seen)
    except MacroRefused as problem:
        return answer_changed(request, agent, number, spot_of(request), str(problem))
    if not sends(macro):
        return offer(_done(request, agent, conversation, macro), request, agent, conversation, before)
    entry = Entry.objects.filter(conversation=conversation, kind="replied", agent=agent).latest("pk")
    return offer_back(go_to(request, spot_of(request).of(number)), request, agent, number, entry)


def _done(request: HttpRequest, agent: Agent, conversation: Any, macro: Macro) -> HttpResponse:
    if writes(macro):  # the composer is never drawn anew where it stands
        return go_to(request, spot_of(request).of(conversation.number))
    return answer_changed(request, agent, conversation.number, spot_of(request))


def _shown(request: HttpRequest, agent: Agent, conversation: Any, macro: Macro) -> HttpResponse:
    leaving, error = [], ""
    try:
        leaving = what_leaves(conversation, macro, agent)
    except MacroRefused as problem:
        error = str(problem)
    context = _context(request, agent, conversation)
    context |= {"macro": macro, "steps": told(macro.steps, agent), "leaving": leaving, "error": error}
    return render(request, "workspace/macro.html", context, status=422 if error else 200)


def _context(request: HttpRequest, agent: Agent, conversation: Any) -> dict[str, Any]:
    mask_conversation(conversation, agent)
    return {"agent": agent, "spot": spot_of(request), "conversation": conversation}

"""The agent's single keys: on or off, Handrail's own, another program's, or chosen one by one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.accounts.verbs import set_keymap, set_single_keys
from handrail.ui.fragments import render
from handrail.ui.keymap import KEYS, PRESETS, KeymapRefused, read_keymap


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def page(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Each thing with its key; `preset` takes a whole set."""
    if request.method != "POST":
        return _page(request, agent, agent.keymap)
    preset = PRESETS.get(request.POST.get("preset", ""))
    if preset:
        return _kept(request, agent, dict(preset[1]), is_on=True)
    chosen = {key.key: request.POST.get(f"key-{key.key}", "")[:8] for key in KEYS}
    try:
        return _kept(request, agent, read_keymap(chosen), is_on="single_keys" in request.POST)
    except KeymapRefused as refused:
        return _page(request, agent, chosen, wrong=refused.key)


def _kept(request: HttpRequest, agent: Agent, keymap: dict[str, str], *, is_on: bool) -> HttpResponse:
    set_keymap(agent, keymap)
    set_single_keys(agent, is_on=is_on)
    messages.success(request, _("Saved."))
    return redirect("key_settings")


def _page(request: HttpRequest, agent: Agent, keymap: Any, wrong: str = "") -> HttpResponse:
    rows = [(key, keymap.get(key.key, key.key)) for key in KEYS]
    context = {
        "agent": agent,
        "section": "key_settings",
        "rows": rows,
        "wrong_key": wrong,
        "presets": PRESETS,
    }
    return render(request, "workspace/settings/keys.html", context, status=422 if wrong else 200)

"""The settings pages of widgets, for owners and leads: the list, one of them with its preview, its secret."""

from __future__ import annotations

from dataclasses import replace

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.permissions import May, require
from handrail.channels.chat.identity import renew_secret
from handrail.channels.chat.models import Widget
from handrail.channels.chat.open import Open, says_of
from handrail.channels.chat.widgets.finding import visible_to, widget_or_404
from handrail.channels.chat.widgets.forms import WidgetForm
from handrail.channels.chat.widgets.pages import send_script
from handrail.channels.chat.widgets.script import around, configuration
from handrail.channels.chat.widgets.standing import standing_of, standings_for
from handrail.channels.chat.widgets.verbs import save_widget
from handrail.channels.chat.widgets.words import LANGUAGES, words_in
from handrail.ui.fragments import render
from handrail.ui.words import languages_by_name

THEMES, DIRECTIONS = ("light", "dark"), ("ltr", "rtl")


@require_safe
@for_admins
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """All widgets of the mailboxes that the agent may see."""
    found = visible_to(agent).annotate(number=Count("chats"), latest=Max("chats__begun_at"))
    context = {"widgets": list(found), "standings": standings_for(agent), "section": "widgets"}
    return render(request, "chat/widgets.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def edit(request: HttpRequest, agent: Agent, pk: int = 0) -> HttpResponse:
    """Make one, or change one."""
    found = widget_or_404(agent, pk) if pk else None
    form = WidgetForm(request.POST or None, agent=agent, of=found)
    had_secret = bool(found and found.secret)
    if request.method == "POST" and form.is_valid():
        try:
            made = save_widget(found, form.setup, by=agent)
        except ValidationError as problem:
            form.add_error(None, problem.messages)
        else:
            messages.success(request, _("Saved. Pages show it within a minute."))
            if had_secret and not made.secret:
                says = _("Its secret was made for other users and is gone: make a new one for your product.")
                messages.warning(request, says)
            return redirect("widget", made.pk)
    return _draw(request, form, found)


def _draw(request: HttpRequest, form: WidgetForm, found: Widget | None, secret: str = "") -> HttpResponse:
    context = {
        "form": form,
        "widget": found,
        "standings": [standing_of(found)] if found else [],
        "has_mailbox": Mailbox.objects.visible_to(form.agent).exists(),
        "texts": [(code, name, form.texts_of(code)) for code, name in languages_by_name(LANGUAGES)],
        "snippet": snippet_of(found) if found else "",
        "site": settings.PUBLIC_URL,
        "secret": secret,
        "section": "widgets",
    }
    return render(request, "chat/widget.html", context, status=422 if form.errors else 200)


def snippet_of(widget: Widget) -> str:
    """The one tag that shows the widget on a page."""
    address = settings.PUBLIC_URL + reverse("chat_script", args=[widget.public_id])
    return f'<script src="{address}" async></script>'


@require_POST
@for_admins
def secret(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """A new secret, shown in this answer and never again; where others share its realm, for owners.

    What it signs is believed there too: in the portal one would read as any customer.
    """
    found = widget_or_404(agent, pk)
    if found.realm:
        require(agent.role, May.EVERYTHING)
    told = renew_secret(found, by=agent)
    return _draw(request, WidgetForm(None, agent=agent, of=found), found, told)


@require_safe
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})
@for_admins
def preview(request: HttpRequest, _agent: Agent) -> HttpResponse:
    """A page with the widget as the form stands now; it asks nobody and keeps nothing."""
    context = {
        "script": f"{reverse('widget_preview_script')}?{request.GET.urlencode()}",
        "theme": _one_of(request, "theme", THEMES),
        "lang": _one_of(request, "lang", LANGUAGES),
    }
    return render(request, "chat/preview.html", context)


@require_safe
@for_admins
def preview_script(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The script of that page."""
    form = WidgetForm(request.GET, agent=agent)
    form.is_valid()  # what is wrong is shown beside the form; the preview leaves it out
    widget = replace(form.setup, is_active=True).on(Widget())
    language = _one_of(request, "lang", LANGUAGES)
    told = configuration(widget)
    told["words"] = {language: words_in(widget, language)}
    told["state"] = _seen_now(widget, language)
    told["shown"] = {}
    told["preview"] = {"lang": language, "theme": _one_of(request, "theme", THEMES), "dir": ""}
    return send_script(request, around(told), kept=0)


def _seen_now(widget: Widget, language: str) -> dict[str, str]:
    """What visitors of its pages read right now; without a mailbox, what they read while it is open."""
    with override(language):
        if not widget.mailbox_id:
            return {"open": "now", "says": says_of(Open(True), "UTC")}
        seen = standing_of(widget)
        return {"open": seen.open.state, "says": seen.says}


def _one_of(request: HttpRequest, name: str, known: tuple[str, ...]) -> str:
    told = request.GET.get(name, "")
    return told if told in known else known[0]

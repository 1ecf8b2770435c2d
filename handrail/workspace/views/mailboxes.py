"""Mailboxes, as admins see them: their names, servers, and how they are."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handrail.accounts.doors import for_admins, mailbox_or_404
from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.verbs import change_mailbox, create_mailbox
from handrail.channels.email.connecting.oauth import is_to_sign_in
from handrail.channels.email.connecting.providers import Provider, find_provider
from handrail.channels.email.connecting.roundtrip import begin_trial
from handrail.channels.email.esp.addresses import hook_addresses
from handrail.channels.email.models import Connection, SignInService
from handrail.channels.email.tasks import check_connection
from handrail.channels.email.verbs import connect_mailbox
from handrail.core.environment import read_environment
from handrail.ui.fragments import render
from handrail.workspace.forms import ConnectionForm, MailboxForm

TEMPLATE = "workspace/settings/mailbox.html"


@require_safe
@for_admins
def listing(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The mailboxes this admin may see, and whether mail flows."""
    rows = Mailbox.objects.visible_to(agent).select_related("connection")
    context = {"agent": agent, "mailboxes": rows, "section": "mailboxes"}
    return render(request, "workspace/settings/mailboxes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def add(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Add a mailbox: first its address, then a form that knows what its provider needs."""
    address = request.GET.get("address", "").strip()[:254]
    if request.method != "POST" and "address" not in request.GET:
        return render(request, "workspace/settings/mailbox_address.html", {"section": "mailboxes"})
    mailbox = Mailbox(time_zone=agent.time_zone, address=address, name=address.partition("@")[0])
    return _page(request, agent, mailbox, find_provider(address) if request.method != "POST" else None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def edit(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Change a mailbox and how it connects."""
    return _page(request, agent, mailbox_or_404(agent, pk))


def _page(
    request: HttpRequest, agent: Agent, mailbox: Mailbox, provider: Provider | None = None
) -> HttpResponse:
    connection = Connection.objects.filter(mailbox=mailbox).first() if mailbox.pk else None
    form = MailboxForm(request.POST or None, instance=mailbox)
    known = _known(mailbox, provider)
    servers = ConnectionForm(request.POST or None, instance=connection, initial=known, by=agent)
    for_colleagues = connection is not None and connection.for_colleagues
    if request.method == "POST" and form.is_valid() and servers.is_valid():
        kept = _save(form, servers, agent)
        if for_colleagues and not kept.connection.for_colleagues:
            messages.warning(
                request, _("Mail to colleagues does not leave here until an owner allows it again.")
            )
        if is_to_sign_in(kept.connection):
            # Not straight to the provider: no form may lead elsewhere (form-action of our CSP).
            messages.success(request, _("Saved. Press “Connect” to sign in at the provider."))
            return redirect("mailbox", kept.pk)
        messages.success(
            request, _("Saved. The connection is being tried; its state appears here in a moment.")
        )
        return redirect("mailbox", kept.pk)
    context = {
        "agent": agent,
        "mailbox": mailbox,
        "connection": connection,
        "for_colleagues": for_colleagues,
        "provider": provider,
        "form": form,
        "servers": servers,
        "section": "mailboxes",
        "addresses": hook_addresses(connection) if connection else [],
        **_drop(),
        "part": "mailbox",
    }
    return render(request, TEMPLATE, context, status=422 if form.errors or servers.errors else 200)


def _drop() -> dict[str, str]:
    """Where mail can be delivered to us, and how Postfix writes that."""
    place = read_environment().text("HANDRAIL_MAIL_DROP")
    protocol, _colon, rest = (place or "lmtp:127.0.0.1:2424").partition(":")
    inet = rest if rest.startswith("unix:") or protocol == "smtp" else f"inet:{rest}"
    return {"drop_place": place, "postfix": f"{protocol}:{inet}"}


def _known(mailbox: Mailbox, provider: Provider | None) -> dict[str, Any]:
    if provider is None:
        return {}
    known = provider.settings(mailbox.address)
    service = SignInService.objects.filter(kind=provider.kind).first() if provider.kind else None
    return known | ({"service": service} if service else {})


def _save(form: MailboxForm, servers: ConnectionForm, by: Agent) -> Mailbox:
    facts = {name: form.cleaned_data[name] for name in form.Meta.fields}
    with transaction.atomic():
        if form.instance.pk:
            mailbox = change_mailbox(form.instance, by=by, **facts)
        else:
            mailbox = create_mailbox(by=by, **facts)
        connection = connect_mailbox(mailbox, by=by, **servers.settings())
        if not is_to_sign_in(connection):
            check_connection.defer(connection=connection.pk)
            begin_trial(connection.pk)
    return mailbox

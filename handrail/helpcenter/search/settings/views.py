"""The page of the words that mean the same."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.accounts.doors import for_admins
from handrail.accounts.models import Agent
from handrail.helpcenter.search.settings.forms import SynonymsForm
from handrail.helpcenter.search.settings.verbs import set_synonyms
from handrail.ui.fragments import render


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def page(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Show and change them; questions know them within two seconds."""
    form = SynonymsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _kept(form, agent):
        messages.success(request, _("Saved."))
        return redirect("synonyms")
    context = {"form": form, "section": "synonyms"}
    status = 422 if request.method == "POST" else 200
    return render(request, "helpcenter/search/synonyms.html", context, status=status)


def _kept(form: SynonymsForm, agent: Agent) -> bool:
    """Keep all languages or none; what is wrong stands at its field."""
    with transaction.atomic():
        for language, groups in form.groups().items():
            try:
                set_synonyms(language, groups=groups, by=agent)
            except ValidationError as problem:
                form.add_error(language, problem)
        if form.errors:
            transaction.set_rollback(True)
    return not form.errors

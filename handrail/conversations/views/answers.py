"""What the settings pages of this room answer alike."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from handrail.ui.fragments import partial


def ordered(request: HttpRequest, name: str) -> HttpResponse:
    """After an order was kept: the page has drawn it already, or is drawn anew."""
    return HttpResponse(status=204) if partial(request) else redirect(name)


def wishes(request: HttpRequest) -> dict[str, Any]:
    """The order a form wants: all keys, and one to move a step up or down."""
    return {
        "order": request.POST.getlist("order"),
        "up": request.POST.get("up", ""),
        "down": request.POST.get("down", ""),
    }


def tell(form: forms.Form, problem: ValidationError) -> None:
    """Say at each line of the form what is wrong with it."""
    if not hasattr(problem, "error_dict"):
        form.add_error(None, problem)
        return
    for name, errors in problem.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)

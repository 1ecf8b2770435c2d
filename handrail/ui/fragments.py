"""One text for the page and its parts: a view draws the whole page, or blocks of it for htmx."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.template.backends.utils import csrf_input
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from jinja2_fragments import render_block
from markupsafe import Markup

from handrail.ui.phrases import drawing


class Place(NamedTuple):
    """Where a block goes, and how (htmx's `hx-swap`)."""

    selector: str
    swap: str = "innerMorph"


def partial(request: HttpRequest) -> bool:
    """Whether htmx asks for a part: not for a first visit, nor for the page that Back restores."""
    restored = request.headers.get("HX-History-Restore-Request") == "true"
    return request.headers.get("HX-Request-Type") == "partial" and not restored


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    block: str | None = None,
    status: int = 200,
    beside: Mapping[str, str | Place] | None = None,
) -> HttpResponse:
    """Answer with the whole page, or with one block of it.

    `beside` names more blocks that changed, each with the CSS selector of the place it morphs into, or
    with a `Place`.
    """
    backend = _backend()
    values = _values(backend, request, context)
    with drawing():
        if block is None:
            text = backend.env.get_template(template).render(values)
        else:
            text = render_block(backend.env, template, block, **values)
            for name, place in (beside or {}).items():
                text += _beside(render_block(backend.env, template, name, **values), place)
    response = HttpResponse(text, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Request-Type", "HX-History-Restore-Request"])
    return response


def _backend() -> Jinja2:
    backend = engines["jinja2"]
    assert isinstance(backend, Jinja2)  # noqa: S101 - settings.TEMPLATES names it so
    return backend


def _values(backend: Jinja2, request: HttpRequest, context: Mapping[str, Any]) -> dict[str, Any]:
    """What Django's backend gives a page, given to a block as well."""
    values: dict[str, Any] = {**context, "request": request}
    # Masked once for the whole page, not anew for each of its forms.
    values |= {
        "csrf_input": SimpleLazyObject(lambda: csrf_input(request)),
        "csrf_token": SimpleLazyObject(lambda: get_token(request)),
    }
    for processor in backend.template_context_processors:
        values |= processor(request)
    return values


def _beside(text: str, where: str | Place) -> str:
    place = Place(where) if isinstance(where, str) else where
    wrapped = Markup('<hx-partial hx-target="{}" hx-swap="{}">{}</hx-partial>')
    return str(wrapped.format(*place, Markup(text)))  # noqa: S704 - rendered by Jinja2 just now

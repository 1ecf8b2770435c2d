"""Pages for everybody: no session, no CSRF token (nobody is signed in here), kept by no cache."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt

from handrail.channels.form.fields import FormField, fields_of
from handrail.channels.form.models import Form
from handrail.channels.form.offers import offered
from handrail.channels.form.reading import Sent, Upload, read

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, Form, P], HttpResponse]
Door = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {frames}"
)


def for_everybody(view: Page[P]) -> Callable[..., HttpResponse]:
    """A page of one active form, by its slug; others do not exist."""

    @csrf_exempt
    @xframe_options_exempt  # frame-ancestors says it more exactly
    @wraps(view)
    def door(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        form = Form.objects.select_related("mailbox", "brand").filter(slug=slug, is_active=True).first()
        if form is None:
            raise Http404
        response = view(request, form, *args, **kwargs)
        return closed(response)

    return door


def closed(response: HttpResponse, frames: str = "'none'") -> HttpResponse:
    """Kept by no cache; `frames` says which pages may show it in a frame."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("Content-Security-Policy", _POLICY.format(frames=frames))
    return response


def frames_of(form: Form) -> str:
    """Which pages may show the form in a frame: those of its origins, any where none is named."""
    return " ".join(form.origins) or "*"


def may_post_from(form: Form, origin: str) -> bool:
    """Whether a page of this origin may send the form; programs have none (RFC 6454 §7)."""
    return not origin or not form.origins or origin in form.origins


def allowing(response: HttpResponse, form: Form, origin: str) -> HttpResponse:
    """Let scripts of the form's web sites read the answer (Fetch standard, CORS protocol); no cookies."""
    response.headers["Vary"] = "Origin, Accept, Accept-Language"
    if origin and may_post_from(form, origin):
        response.headers["Access-Control-Allow-Origin"] = origin if form.origins else "*"
        response.headers["Access-Control-Allow-Methods"] = "POST"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type, Accept-Language"
        response.headers["Access-Control-Max-Age"] = "600"
    return response


def origin_of(address: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def sent_by(
    request: HttpRequest, form: Form, language: str, fields: Sequence[FormField] | None = None
) -> Sent:
    """What a form of HTML brought, with its files."""
    files = {key: tuple(map(_upload, request.FILES.getlist(key))) for key in request.FILES}
    return read_for(form, dict(request.POST.items()), files, language, fields)


def read_for(
    form: Form,
    raw: dict[str, object],
    files: dict[str, tuple[Upload, ...]],
    language: str,
    fields: Sequence[FormField] | None = None,
) -> Sent:
    """The answers, read by the form's fields (or by these of them)."""

    def choices(one: FormField) -> set[str]:
        return {value for value, _label in offered(one, language, form.languages[0])}

    return read(fields_of(form.fields) if fields is None else fields, raw, files, choices)


def _upload(file: UploadedFile[bytes]) -> Upload:
    return Upload(file.name or "file", file.content_type or "application/octet-stream", file.read())


def once_of(raw: object) -> uuid.UUID:
    """The sending's own id, or a new one where none came. Raises ValueError for what is none."""
    return uuid.UUID(str(raw)) if raw else uuid.uuid4()

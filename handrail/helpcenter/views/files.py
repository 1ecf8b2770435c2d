"""Files of articles, for whoever may read the article."""

from __future__ import annotations

import re
import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from handrail.core import blobs
from handrail.helpcenter.assets import FILMS, PICTURES, find_asset, is_public
from handrail.helpcenter.models import Asset
from handrail.helpcenter.readers import reader_of

SHOWN = {*PICTURES, *FILMS, "image/svg+xml", "text/vtt"}
CAGE = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'"
CAGE += "; frame-ancestors 'none'"
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})$")


@require_safe
def article_file(request: HttpRequest, public_id: uuid.UUID, name: str) -> HttpResponse:
    """Pictures, films and captions are shown, all else is a download; nothing in them can act (a cage).

    Drawings (SVG) may act nowhere: as a picture a browser runs nothing in them, and opened alone the cage
    does not let them.
    """
    found = find_asset(public_id, reader_of(request))
    if found is None:
        raise Http404
    response = _answer(request, found)
    response.headers["Content-Security-Policy"] = CAGE
    response.headers["ETag"] = f'"{found.blob_id}"'
    kept = "public, max-age=3600" if is_public(found) else "private, max-age=0, must-revalidate"
    response.headers["Cache-Control"] = kept
    patch_vary_headers(response, ["Cookie"])
    return response


def _answer(request: HttpRequest, asset: Asset) -> HttpResponse:
    if request.headers.get("If-None-Match") == f'"{asset.blob_id}"':
        return HttpResponse(status=304)
    is_shown = asset.content_type in SHOWN
    size = asset.blob.size
    part = _part(request.headers.get("Range", ""), size)
    body = blobs.open_bytes(asset.blob_id) if part is None else blobs.open_part(asset.blob_id, *part)
    response = HttpResponse(body, content_type=asset.content_type if is_shown else "application/octet-stream")
    name = asset.name.rpartition("/")[2]
    response.headers["Content-Disposition"] = (
        content_disposition_header(not is_shown, name) or f'inline; filename="{asset.public_id}"'
    )
    response.headers["Accept-Ranges"] = "bytes"
    if part is not None:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {part[0]}-{part[1] - 1}/{size}"
    return response


def _part(wanted: str, size: int) -> tuple[int, int] | None:
    """First byte and the one after the last (RFC 9110, 14.2), None for all: Safari plays no film without."""
    found = _RANGE.match(wanted)
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        return max(0, size - int(last)), size
    end = min(size, int(last) + 1) if last else size
    return (int(first), end) if int(first) < end else None

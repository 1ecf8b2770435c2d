"""Files of articles: kept, found again by name, and who may have them."""

from __future__ import annotations

import mimetypes
import posixpath
import re
import unicodedata
import uuid
from io import BytesIO
from urllib.parse import quote

import imagesize
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.core import blobs
from handrail.helpcenter.models import Article, Asset, Site, Translation
from handrail.helpcenter.readers import STRANGER, Reader

LARGEST = 50 * 1024 * 1024  # bytes of one file
MOST = 500  # files of one article
PICTURES = {
    "image/png": b"\x89PNG\r\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
    "image/webp": b"RIFF",
}
FILMS = {"video/mp4", "video/webm", "video/ogg", "audio/mpeg", "audio/ogg", "audio/mp4", "audio/wav"}
_KINDS = {".vtt": "text/vtt", ".webp": "image/webp", ".m4v": "video/mp4", ".mov": "video/mp4"}
_KINDS |= {".m4a": "audio/mp4", ".opus": "audio/ogg", ".oga": "audio/ogg", ".ogv": "video/ogg"}
_UNFIT = re.compile(r"[\x00-\x1f\x7f<>\"'`\\|*?:#%{}\[\]()]+")


@needs(May.WRITE)
@transaction.atomic
def keep_asset(
    site: Site,
    article: Article | None,
    *,
    name: str,
    data: bytes,
    by: Agent | None,
    is_replaced: bool = False,
) -> Asset:
    """Keep a file for an article, or without one for the whole site. The same one twice is kept once.

    Where another file has its name, the new one gets a number behind it, or takes the old one's place with
    `is_replaced`. Raises ValidationError in words for whoever brought it.
    """
    name = fit_name(name)
    _check(site, article, data)
    there = site.assets.filter(article=article, name=name).select_for_update().first()
    blob = blobs.put(data)
    if there is not None and (there.blob_id == blob.key or is_replaced):
        old, there.blob_id = there.blob_id, blob.key
        there.content_type, there.width, there.height = _facts(name, data)
        there.save()
        blobs.forget(old)
        return there
    kind, width, height = _facts(name, data)
    facts = {"content_type": kind, "width": width, "height": height}
    free = name if there is None else _free_name(site, article, name)
    return Asset.objects.create(site=site, article=article, name=free, blob_id=blob.key, **facts)


@needs(May.WRITE)
@transaction.atomic
def remove_asset(asset: Asset, *, by: Agent | None) -> None:
    """Let go of a file; where articles name it, they say that it is missing."""
    asset.delete()
    blobs.forget(asset.blob_id)


def find_asset(public_id: uuid.UUID, reader: Reader) -> Asset | None:
    """The file, if this reader may have it.

    A file of an article is for whoever may read that article in a language it is published in, and for the
    team. One of the whole site (a logo, a picture in a shared text) is for everybody who has its address,
    unless the site is closed.
    """
    found = Asset.objects.filter(public_id=public_id).select_related("article", "site", "blob").first()
    if found is None or reader.sees_internal:
        return found
    if found.article_id is None:
        return found if found.site.is_on else None
    readable = Translation.objects.readable_by(reader).filter(article=found.article_id)
    return found if readable.exists() else None


def is_public(asset: Asset) -> bool:
    """Whether anybody may keep a copy of it."""
    if asset.article_id is None:
        return asset.site.is_on
    return Translation.objects.readable_by(STRANGER).filter(article=asset.article_id).exists()


def address_of(asset: Asset) -> str:
    """The path of a file from the root of its site."""
    return f"/help/files/{asset.public_id}/{quote(posixpath.basename(asset.name), safe='')}"


def fit_name(name: str) -> str:
    """A name that can stand in Markdown as it is; folders stay, nothing leads out of them."""
    plain = _UNFIT.sub("-", unicodedata.normalize("NFC", name.replace("\\", "/")))
    parts = [re.sub(r"\s+", "-", part.strip()) for part in plain.split("/")]
    fit = "/".join(part for part in parts if part not in {"", ".", ".."}) or "file"
    stem, suffix = posixpath.splitext(fit)
    return stem[: 200 - len(suffix[:20])] + suffix[:20]


def kind_of(name: str, data: bytes) -> str:
    """What a file is: by its name, and for pictures only if its first bytes agree."""
    suffix = posixpath.splitext(name)[1].lower()
    kind = _KINDS.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    if kind in PICTURES and not data.startswith(PICTURES[kind]):
        return "application/octet-stream"
    return kind


def _check(site: Site, article: Article | None, data: bytes) -> None:
    if not data:
        raise ValidationError(_("This file is empty."))
    if len(data) > LARGEST:
        raise ValidationError(_("This file is too large: at most 50 MB."))
    if article is not None and site.assets.filter(article=article).count() >= MOST:
        raise ValidationError(_("This article has as many files as it may have: take some away first."))


def _facts(name: str, data: bytes) -> tuple[str, int | None, int | None]:
    kind = kind_of(name, data)
    if kind not in {*PICTURES, "image/svg+xml"}:
        return kind, None, None
    try:
        width, height = imagesize.get(BytesIO(data))
    except (ValueError, TypeError, OSError, SyntaxError):
        return kind, None, None
    return (kind, int(width), int(height)) if width > 0 and height > 0 else (kind, None, None)


def _free_name(site: Site, article: Article | None, name: str) -> str:
    stem, suffix = posixpath.splitext(name)
    used = set(site.assets.filter(article=article, name__startswith=stem).values_list("name", flat=True))
    return next(one for n in range(2, len(used) + 3) if (one := f"{stem[:180]}-{n}{suffix}") not in used)

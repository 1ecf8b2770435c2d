"""Whole addresses of pages, for search engines: canonical ones, and the same page in other languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.conf import settings

from handrail.helpcenter.models import Site


def root_of(site: Site) -> str:
    """The beginning of every address of a site, without a slash at its end."""
    if not site.host:
        return settings.PUBLIC_URL.rstrip("/")
    return f"https://{site.host}"


def in_each(languages: Iterable[str], rest: str) -> dict[str, str]:
    """The path of a page in each of these languages; `rest` is what stands behind the language."""
    return {code: f"/help/{code}/{rest}" for code in languages}


def alternates(site: Site, paths: Mapping[str, str], default: str | None = None) -> list[tuple[str, str]]:
    """The pairs of `hreflang` and address; none for a page in one language only.

    `default` is for whoever reads none of them (`x-default`).
    """
    if len(paths) < 2:
        return []
    root = root_of(site)
    found = [(code, root + path) for code, path in paths.items()]
    return [*found, ("x-default", root + default)] if default else found

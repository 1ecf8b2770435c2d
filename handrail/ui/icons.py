"""Lucide's icons as inline SVG, each drawn once per process."""

from functools import lru_cache
from xml.etree import ElementTree

import lucide
from markupsafe import Markup, escape

# What these point to lies forward, back or at an edge: right to left they are mirrored.
POINTING = {"arrow-left", "list-end", "log-out", "panel-left", "panel-right", "reply", "send"}


@lru_cache(maxsize=512)
def icon(name: str, label: str = "", kind: str = "") -> Markup:
    """Draw a Lucide icon of 16 px (CSS changes it); decorative unless it has a label.

    `kind` adds CSS classes; icons that point follow the reading direction by themselves.
    Raises lucide.IconDoesNotExist for an unknown name.
    """
    return _icon(name, str(label), kind)


@lru_cache(maxsize=1024)
def _icon(name: str, label: str, kind: str) -> Markup:
    role = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    classes = " ".join(filter(None, ("icon", "flip" if name in POINTING else "", kind)))
    shapes = _shapes(name)
    return Markup(f'<svg class="{escape(classes)}" viewBox="0 0 24 24" {role}>{shapes}</svg>')  # noqa: S704


@lru_cache(maxsize=512)
def _shapes(name: str) -> str:
    drawing = ElementTree.fromstring(str(lucide._render_icon(name, None)))  # noqa: S314 - the library's own file
    return "".join(ElementTree.tostring(shape, encoding="unicode").strip() for shape in drawing)

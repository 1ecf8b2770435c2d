"""Lucide's icons as inline SVG, each drawn once per process."""

from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

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
    role = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    classes = " ".join(filter(None, ("icon", "flip" if name in POINTING else "", kind)))
    shapes = _shapes(name)
    return Markup(f'<svg class="{escape(classes)}" viewBox="0 0 24 24" {role}>{shapes}</svg>')  # noqa: S704


@lru_cache(maxsize=512)
def _shapes(name: str) -> str:
    try:
        drawing = ElementTree.fromstring(_drawings().read(f"{name}.svg"))  # noqa: S314 - the library's own file
    except KeyError:
        raise lucide.IconDoesNotExist(f"The icon {name!r} does not exist.") from None
    for shape in drawing.iter():
        shape.tag = shape.tag.rpartition("}")[2]
    return "".join(ElementTree.tostring(shape, encoding="unicode").strip() for shape in drawing)


@cache
def _drawings() -> ZipFile:
    """The library's archive, opened once: its own functions open it for each icon, for 8 ms each."""
    return ZipFile(BytesIO(files("lucide").joinpath("lucide.zip").read_bytes()))

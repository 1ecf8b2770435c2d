"""XLIFF 1.2, the files of translators' programs (OASIS, docs.oasis-open.org/xliff/v1.2), both ways. Pure.

Each article is a `file`: `original` is "article/" and its key, `product-version` the number of the source's
revision, `build-num` that of the translation's. Each paragraph is a `trans-unit`, as Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
MEDIA_TYPE = "application/x-xliff+xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NO_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BLANK = "{" + NAMESPACE + "}"


class XliffError(Exception):
    """The file is none that we can read."""


@dataclass(frozen=True)
class Unit:
    """A paragraph, the title (`title`) or the summary (`summary`); `note` says what a translator should know.

    `is_done`: its target is a translation of this very source.
    """

    id: str
    source: str
    target: str = ""
    is_done: bool = False
    has_words: bool = True
    note: str = ""


@dataclass(frozen=True)
class File:
    """An article on its way to a translator, or back. `seen` is 0 where there is no translation yet."""

    article: int
    source_language: str
    language: str
    revision: int
    seen: int
    units: list[Unit] = field(default_factory=list)


def write(files: Iterable[File]) -> bytes:
    """The files as one XLIFF document in UTF-8."""
    ElementTree.register_namespace("", NAMESPACE)
    root = ElementTree.Element(_BLANK + "xliff", {"version": "1.2"})
    for file in files:
        facts = {
            "original": f"article/{file.article}",
            "source-language": file.source_language,
            "target-language": file.language,
            "datatype": "x-markdown",
            "product-version": str(file.revision),
            "build-num": str(file.seen),
        }
        body = ElementTree.SubElement(ElementTree.SubElement(root, _BLANK + "file", facts), _BLANK + "body")
        for unit in file.units:
            _write_unit(body, unit)
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _write_unit(body: ElementTree.Element, unit: Unit) -> None:
    facts = {"id": unit.id, _SPACE: "preserve"} | ({} if unit.has_words else {"translate": "no"})
    made = ElementTree.SubElement(body, _BLANK + "trans-unit", facts)
    ElementTree.SubElement(made, _BLANK + "source").text = clean(unit.source)
    if unit.target or not unit.has_words:
        state = "translated" if unit.is_done else "needs-review-translation"
        target = ElementTree.SubElement(made, _BLANK + "target", {"state": state})
        target.text = clean(unit.target or unit.source)
    if unit.note:
        ElementTree.SubElement(made, _BLANK + "note").text = clean(unit.note)


def clean(text: str) -> str:
    """A text without the characters that no XML file may hold, and with the line ends that one has."""
    return _NO_XML.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def read(content: bytes) -> list[File]:
    """The files of an XLIFF 1.2 document. Raises XliffError, with a sentence for people, for any other.

    What a program marked inside a text (`g`, `x`, `ph`, …) is read as its text. A document that declares
    entities is refused.
    """
    text = _decoded(content)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise XliffError("An XLIFF file needs no DOCTYPE, and must not have one.")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - without entities nothing can grow
    except (ElementTree.ParseError, ValueError, RecursionError) as problem:
        raise XliffError(f"This is no XML: {problem}") from problem
    if root.tag != _BLANK + "xliff":
        raise XliffError("This is no XLIFF file of version 1.2.")
    return list(_files(root))


def _decoded(content: bytes) -> str:
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return content.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as problem:
        raise XliffError("An XLIFF file is written in UTF-8.") from problem


def _files(root: ElementTree.Element) -> Iterator[File]:
    for element in root.iter(_BLANK + "file"):
        _kind, _slash, key = element.get("original", "").partition("article/")
        numbers = (key, element.get("product-version", ""), element.get("build-num", ""))
        if not all(number.isascii() and number.isdecimal() and len(number) <= 18 for number in numbers):
            raise XliffError("A file in it does not say which article it is and of which version.")
        units = [_unit(unit) for unit in element.iter(_BLANK + "trans-unit")]
        languages = element.get("source-language", ""), element.get("target-language", "")
        yield File(int(key), *languages, int(numbers[1]), int(numbers[2]), units)


def _unit(element: ElementTree.Element) -> Unit:
    target = element.find(_BLANK + "target")
    return Unit(
        id=element.get("id", ""),
        source=_text(element.find(_BLANK + "source")),
        target=_text(target),
        has_words=element.get("translate") != "no",
        is_done=target is not None and target.get("state") in (None, "translated", "signed-off", "final"),
    )


def _text(element: ElementTree.Element | None) -> str:
    return "".join(element.itertext()) if element is not None else ""

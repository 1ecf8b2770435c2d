"""What the content security policy would silently stop is not written in the first place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "handrail").rglob("*.html"))
BANNED = {
    "inline style": re.compile(r"<[^>]*\sstyle\s*=", re.S),
    "inline event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.S),
    "hx-on": re.compile(r"\shx-on[:-]"),
    "js: value": re.compile(r"=\s*[\"']js:"),
    "filter in a trigger": re.compile(r"hx-trigger\s*=\s*[\"'][^\"']*\["),
    "inline script": re.compile(r"<script(?![^>]*\b(?:src|application/json)\b)", re.S),
    "words outside of a translation": re.compile(r">\s*[A-Z][a-z]+ [a-z]+[^<{%]*<"),
}

# What htmx and the islands call or read of elements that may be forms. A control of a form hides the form's
# own member of its name: `<button name="remove">` made `form.remove()` no function.
TAKEN = {
    *("remove", "submit", "reset", "requestSubmit", "checkValidity", "reportValidity"),
    *("action", "method", "enctype", "target", "elements", "length", "id", "attributes", "style", "dataset"),
    *("append", "prepend", "replaceWith", "replaceChildren", "insertBefore", "appendChild", "removeChild"),
    *("children", "childNodes", "firstChild", "nextSibling", "parentNode", "parentElement", "isConnected"),
    *("closest", "matches", "contains", "cloneNode", "isEqualNode", "querySelector", "querySelectorAll"),
    *("getAttribute", "setAttribute", "hasAttribute", "removeAttribute", "classList", "className"),
    *("addEventListener", "removeEventListener", "dispatchEvent", "click", "focus", "blur", "hidden"),
    *("nodeName", "nodeType", "tagName", "innerHTML", "outerHTML", "textContent", "getRootNode"),
}
_CONTROL = re.compile(
    r"""<(?:input|button|select|textarea|output|fieldset)\b[^<]*?\sname="(\w+)\"|\bname="(\w+)"(?=[^<>]*\))"""
    r"""|\b(?:field|check)\(\s*_?\([^)]*\)\s*,\s*"(\w+)\""""
)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "handrail")))
def test_a_template_runs_under_the_policy(template: Path) -> None:
    text = re.sub(r"{#.*?#}", "", template.read_text(), flags=re.S)
    text = re.sub(r"{%-?\s*trans\b.*?endtrans\s*-?%}", "", text, flags=re.S)
    text = re.sub(r"{%-?\s*blocktrans.*?endblocktrans\s*-?%}", "", text, flags=re.S)
    found = [name for name, pattern in BANNED.items() if pattern.search(text)]
    if "styleguide" in template.parts or template.name == "styleguide.html":
        found = [name for name in found if name != "words outside of a translation"]
    assert found == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "handrail")))
def test_no_control_hides_what_a_form_can(template: Path) -> None:
    text = re.sub(r"{#.*?#}", "", template.read_text(), flags=re.S)
    assert TAKEN.isdisjoint(_names_in(text))


def test_controls_are_found_however_they_are_written() -> None:
    text = '<input type="text" name="one"> {{ button(_("Go"), name="two") }} {{ field(_("Three"), "three") }}'
    assert _names_in(text) == {"one", "two", "three"}


def _names_in(text: str) -> set[str]:
    return {next(filter(None, found)) for found in _CONTROL.findall(text)}


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 20

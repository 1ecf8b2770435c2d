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


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "handrail")))
def test_a_template_runs_under_the_policy(template: Path) -> None:
    text = re.sub(r"{#.*?#}", "", template.read_text(), flags=re.S)
    text = re.sub(r"{%-?\s*trans\b.*?endtrans\s*-?%}", "", text, flags=re.S)
    text = re.sub(r"{%-?\s*blocktrans.*?endblocktrans\s*-?%}", "", text, flags=re.S)
    found = [name for name, pattern in BANNED.items() if pattern.search(text)]
    if "styleguide" in template.parts or template.name == "styleguide.html":
        found = [name for name in found if name != "words outside of a translation"]
    assert found == []


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 20

"""The table of filters in docs/search.md is the registry."""

from __future__ import annotations

import re
from pathlib import Path

from handrail.conversations.queries.filters import applying  # noqa: F401  it registers the operators
from handrail.conversations.queries.filters.operators import OPERATORS

LINE = re.compile(r"^\| `(\w+):` \| (.+?) \| (.+?) \| `(.+?)` \|$", re.M)


def test_every_filter_is_in_the_docs_as_it_is() -> None:
    text = (Path(__file__).parents[2] / "docs/search.md").read_text()
    told = LINE.findall(text)
    known = [(one.name, str(one.label), str(one.takes), one.example) for one in OPERATORS.values()]
    assert told == known

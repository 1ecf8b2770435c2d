"""Why a mail is held is said in the reader's language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import override

from handrail.channels.email.why_held import why_held

ROOT = Path(__file__).parents[1]
REFUSALS = {"Unreadable": "", "AnswerRefused": "An answer to a notification. "}


def said() -> Iterator[str]:
    """Every sentence with which our code holds a mail, its numbers filled in."""
    for path in ROOT.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS:
                yield REFUSALS[node.func.id] + sentence(node.args[0])


def sentence(words: ast.expr) -> str:
    if isinstance(words, ast.JoinedStr):
        return "".join(one.value if isinstance(one, ast.Constant) else "500" for one in words.values)  # type: ignore[misc]
    assert isinstance(words, ast.Constant)
    return str(words.value)


def test_every_reason_is_said_in_the_readers_language() -> None:
    reasons = {*said(), "KeyError while it was read; process it again after an update."}
    assert len(reasons) > 20
    with override("fr"):
        assert [reason for reason in reasons if why_held(reason) == reason] == []
        assert "500" in why_held("It has more than 500 parts.")
        assert why_held("What nobody here says.") == "What nobody here says."

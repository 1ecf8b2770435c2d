"""The alarm: no function over 40 lines, no file over 400, no template over 120."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FUNCTION, FILE, TEMPLATE = 40, 400, 120


def sources(pattern: str, *folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob(pattern)):
            if not {"migrations", "node_modules", "build"} & set(path.parts):
                yield path


def test_no_function_is_too_long() -> None:
    long = []
    for path in sources("*.py", "handrail", "tests", "bench"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION:
                    long.append(f"{path.relative_to(ROOT)}:{node.name} {lines}")
    assert long == []


def test_no_file_is_too_long() -> None:
    files = [
        *sources("*.py", "handrail", "tests", "bench"),
        *sources("*.ts", "frontend"),
        *sources("*.css", "frontend"),
    ]
    # The letters of the sample company are words, not code.
    counted = [path for path in files if "stories" not in path.parts]
    long = {
        str(path.relative_to(ROOT)): n for path in counted if (n := len(path.read_text().splitlines())) > FILE
    }
    assert len(files) > 50
    assert long == {}


def test_no_template_is_too_long() -> None:
    templates = list(sources("*.html", "handrail"))
    long = {
        str(path.relative_to(ROOT)): n
        for path in templates
        if (n := len(path.read_text().splitlines())) > TEMPLATE
    }
    assert len(templates) > 20
    assert long == {}

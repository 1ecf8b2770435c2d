"""The docs tell the truth: excerpts stand in their files, links lead somewhere, settings are all listed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handrail.core.environment import SETTINGS
from handrail.ops.commands import commands

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
EXCERPT = re.compile(r"```diff\n# (\S+)\n(.*?)```", re.S)


def test_add_a_feature_is_a_real_diff() -> None:
    excerpts = EXCERPT.findall((ROOT / "docs/add-a-feature.md").read_text())
    assert len(excerpts) >= 8
    for path, lines in excerpts:
        text = (ROOT / path).read_text()
        for line in lines.splitlines():
            assert line.startswith("+"), line
            assert line[1:] in text, f"{path} has no line {line[1:]!r}"


@pytest.mark.parametrize("document", PAGES, ids=lambda document: document.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text()):
        if "://" not in target:
            assert (document.parent / target).exists(), target


def test_every_setting_is_in_the_readme_with_its_default() -> None:
    text = (ROOT / "README.md").read_text()
    for setting in SETTINGS:
        default = f"`{setting.default}` " if setting.default else ""
        assert f"| `{setting.name}` | {default}| {setting.meaning} |" in text, setting.name


def test_every_command_is_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text()
    for name in commands():
        assert re.search(rf"`handrail {name}\b|`shell`, `{name}`|, `{name}`", text), name


def test_the_map_names_every_room() -> None:
    text = (ROOT / "docs/map.md").read_text()
    for folder in (ROOT / "handrail").iterdir():
        if (folder / "__init__.py").exists():
            assert f"{folder.name}/" in text, folder.name

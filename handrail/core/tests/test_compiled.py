"""A process that begins draws its first page from templates which another one has compiled."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from handrail.core.compiled import compiled

ROOM = Path(__file__).parent
PAGE = {"page.html": "{% for one in some %}<li>{{ one }}</li>{% endfor %}"}


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def drawn(monkeypatch: pytest.MonkeyPatch | None = None) -> str:
    """A process of its own, as far as templates go."""
    env = Environment(loader=DictLoader(PAGE), bytecode_cache=compiled(ROOM), autoescape=True)
    if monkeypatch:
        monkeypatch.setattr(env, "_compile", _never)
    return env.get_template("page.html").render(some=["<b>", 2])


def _never(source: str, filename: str) -> None:
    raise AssertionError("it was compiled again")


def test_what_one_process_has_compiled_the_next_one_need_not(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = drawn()
    assert first == "<li>&lt;b&gt;</li><li>2</li>"
    assert drawn(monkeypatch) == first
    (folder,) = place.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_what_is_broken_or_tidied_away_costs_no_page(place: Path) -> None:
    kept = compiled(ROOM)
    env = Environment(loader=DictLoader(PAGE), bytecode_cache=kept, autoescape=True)
    (folder,) = place.iterdir()
    folder.rmdir()
    assert env.get_template("page.html").render(some=[1]) == "<li>1</li>"
    assert drawn()
    (file,) = folder.iterdir()
    file.write_bytes(file.read_bytes()[:-20])
    assert drawn() == "<li>&lt;b&gt;</li><li>2</li>"
    file.unlink()
    file.mkdir()
    assert drawn() == "<li>&lt;b&gt;</li><li>2</li>"


def test_a_folder_of_somebody_else_is_not_believed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert compiled(ROOM) is not None
    (folder,) = place.iterdir()
    mine = os.getuid()
    folder.rmdir()
    folder.symlink_to(place / "elsewhere")
    (place / "elsewhere").mkdir()
    assert compiled(ROOM) is None
    folder.unlink()
    folder.mkdir()
    monkeypatch.setattr(os, "getuid", lambda: mine + 1)
    folder.rename(folder.with_name(folder.name.replace(f"-{mine}", f"-{mine + 1}")))
    assert compiled(ROOM) is None
    assert drawn()

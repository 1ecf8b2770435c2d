"""Every string a person sees is in every catalogue, translated, with the same placeholders."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings

ROOT = Path(__file__).parents[2]
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|{(\w+)}")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The strings of the code as they are now, by the command that `make words` runs."""
    makefile = (ROOT / "Makefile").read_text()
    options = re.search(r"pybabel -q extract (.*?) --output", makefile)
    assert options
    path = tmp_path_factory.mktemp("words") / "django.pot"
    program = Path(sys.executable).with_name("pybabel")
    arguments = [*options[1].split(), "--output", str(path), "."]
    subprocess.run(
        [program, "-q", "extract", *arguments], cwd=ROOT, check=True, env={"PYTHONPATH": str(ROOT)}
    )
    return read_po(path.open("rb"))


def identity(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_in_english(source: Catalog, language: str) -> None:
    catalogue = read_po((ROOT / f"handrail/locale/{language}/LC_MESSAGES/django.po").open("rb"))
    missing = []
    for message in source:
        found = catalogue.get(identity(message), message.context)
        if message.id and (found is None or found.fuzzy or not all(strings(found))):
            missing.append(identity(message))
    assert len(source) > 300
    assert missing == [], "run `make words` and translate"


def test_templates_are_collected_as_pages_look_for_their_words(source: Catalog) -> None:
    """Pages take every sentence as a format string, in which a percent sign stands twice."""
    (told,) = [one for one in source if identity(one).startswith("Of all who were told something")]
    assert "for 90 %%." in identity(told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_those_of_the_source(language: str) -> None:
    catalogue = read_po((ROOT / f"handrail/locale/{language}/LC_MESSAGES/django.po").open("rb"))
    for message in catalogue:
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        known = set(PLACEHOLDER.findall(" ".join(ids)))
        for text in strings(message):
            used = set(PLACEHOLDER.findall(text))
            # A plural form may say "one" or "two" in words, and leave the number out.
            assert used == known if len(ids) == 1 else used <= known, message.id

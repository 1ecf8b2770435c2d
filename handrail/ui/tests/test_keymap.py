"""Keys one chooses: each does one thing, and what the pages offer can be chosen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.ui.keymap import KEYS, PRESETS, RESERVED, KeymapRefused, read_keymap

NAMES = [key.key for key in KEYS]
ROOT = Path(__file__).parents[3]
WISHES = st.dictionaries(
    st.sampled_from(NAMES), st.sampled_from([*NAMES, "", "g", "ab", " x ", "q", "ю", "\x07"])
)


@given(WISHES)
def test_whatever_is_kept_has_one_meaning_for_a_key(wishes: dict[str, str]) -> None:
    try:
        keymap = read_keymap(wishes)
    except KeymapRefused:
        return
    pressed = [keymap.get(key, key) for key in NAMES]
    used = [key for key in pressed if key]
    assert len(used) == len(set(used))
    assert all(len(key) == 1 and key != RESERVED for key in used)
    assert read_keymap({key: keymap.get(key, key) for key in NAMES}) == keymap


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_a_keymap(name: str) -> None:
    keymap = dict(PRESETS[name][1])
    assert read_keymap(keymap) == keymap


def test_two_things_on_one_key_are_refused_by_name() -> None:
    with pytest.raises(KeymapRefused) as refused:
        read_keymap({"n": "r"})
    assert refused.value.key == "n"


def test_every_key_of_a_page_can_be_chosen_and_every_key_to_choose_is_on_a_page() -> None:
    texts = [path.read_text() for path in (ROOT / "handrail").rglob("jinja2/**/*.html")]
    offered = set(re.findall(r'(?:data-key|(?<![\w-])key)="([^"{ ]+)"', "\n".join(texts)))
    by_script = {"j", "k", "o", "x", "z"}
    assert offered | by_script == set(NAMES)

"""A difference between two texts holds both of them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.helpcenter.diffing import Gap, Line, difference, folded, words

TEXT = st.lists(st.sampled_from(["", "Empty the cache.", "Empty both caches.", "## Then", "- one", "- two"]))


def _read(lines: list[Line], without: str) -> str:
    kept = [
        "".join(piece.text for piece in line.pieces if piece.kind != without)
        for line in lines
        if line.kind != without
    ]
    return "\n".join(kept)


@settings(max_examples=50, deadline=None)
@given(TEXT, TEXT)
def test_both_texts_can_be_read_from_it(old: list[str], new: list[str]) -> None:
    before, after = "\n".join(old), "\n".join(new)
    lines = difference(before, after)
    assert _read(lines, "removed") == after
    assert _read(lines, "added") == before
    hidden = sum(one.lines for one in folded(lines) if isinstance(one, Gap))
    assert hidden + sum(1 for one in folded(lines) if isinstance(one, Line)) == len(lines)


def test_only_the_words_that_changed_are_marked() -> None:
    assert [
        (piece.kind, piece.text) for piece in words("Empty the cache now.", "Empty both caches now.")
    ] == [
        ("same", "Empty "),
        ("removed", "the cache "),
        ("added", "both caches "),
        ("same", "now."),
    ]

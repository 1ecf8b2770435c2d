"""What changed in a source is shown by paragraph and by word, and nothing is lost in the taking apart."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.helpcenter.translating.changes import Kind, changes, tokens, word_changes
from handrail.helpcenter.translating.paragraphs import go_together, has_words, joined, kind, paragraphs

OLD = ["# White page", "Empty the cache of the shop.", "Then load the page again.", "Write to us."]
NEW = ["# White page", "Empty both caches of the shop.", "Wait a minute.", "Write to us."]
TEXT = st.text(alphabet="aб字ก่ \n`#->|.", max_size=60)


def test_the_changed_paragraph_is_named_and_so_are_its_words() -> None:
    found = changes(OLD, NEW)
    assert [change.kind for change in found] == [
        Kind.SAME,
        Kind.CHANGED,
        Kind.REMOVED,
        Kind.ADDED,
        Kind.SAME,
    ]
    assert [(span.kind.value, span.text) for span in found[1].words if span.kind != Kind.SAME] == [
        ("removed", "the"),
        ("added", "both"),
        ("removed", "cache"),
        ("added", "caches"),
    ]
    assert [(change.old_at, change.new_at) for change in found] == [
        (0, 0),
        (1, 1),
        (2, None),
        (None, 2),
        (3, 3),
    ]


@settings(max_examples=50)
@given(st.lists(TEXT, max_size=7), st.lists(TEXT, max_size=7))
def test_both_versions_come_out_of_their_changes_again(old: list[str], new: list[str]) -> None:
    found = changes(old, new)
    assert [old[change.old_at] for change in found if change.old_at is not None] == old
    assert [new[change.new_at] for change in found if change.new_at is not None] == new
    for change in found:
        spans = change.words
        assert "".join(span.text for span in spans if span.kind != Kind.ADDED) == change.old
        assert "".join(span.text for span in spans if span.kind != Kind.REMOVED) == change.new


@settings(max_examples=50)
@given(TEXT)
def test_paragraphs_are_the_text_but_for_blank_lines(text: str) -> None:
    assert "".join(tokens(text)) == text
    parts = paragraphs(text)
    assert paragraphs(joined(parts)) == paragraphs("\n\n".join(parts))
    assert "".join(joined(parts).split()) == "".join(text.split())


def test_code_is_one_paragraph_and_has_no_words() -> None:
    body = (
        "Run:\n\n```sh\nwp cache flush\n\nwp cron\n```\n\n![Lamp](lamp.png)\n\n{{ hours }}\n\n- one\n- two\n"
    )
    parts = paragraphs(body)
    assert [kind(part) for part in parts] == ["text", "code", "text", "text", "list"]
    assert [has_words(part) for part in parts] == [True, False, False, False, True]
    assert joined(parts) == body.strip()
    assert go_together(parts, ["Rulați:", parts[1], "![Lampă](lamp.png)", "{{ hours }}", "- unu\n- doi"])
    assert not go_together(parts, parts[1:])


def test_scripts_without_spaces_change_by_the_letter_and_keep_their_vowel_signs() -> None:
    assert [span.text for span in word_changes("清空缓存", "清除缓存") if span.kind != Kind.SAME] == [
        "空",
        "除",
    ]
    assert tokens("दीपक हिन्दी") == ["दीपक", " ", "हिन्दी"]

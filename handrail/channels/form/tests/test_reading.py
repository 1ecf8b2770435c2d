"""Whatever is sent, reading it answers: values that fit, or an error at its field."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.channels.form.fields import FieldType, FormField, When, is_asked, of_json
from handrail.channels.form.languages import choose_language
from handrail.channels.form.reading import LARGEST_FILES, MOST_FILES, Upload, read

KEYS = ("a", "b", "c", "d")
WORDS = st.text(st.sampled_from("xyéش\x00\x1b\n ,=@.7"), max_size=12)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=5,
)


@st.composite
def forms(draw: st.DrawFn) -> list[FormField]:
    return [
        FormField(
            key,
            draw(st.sampled_from(FieldType.values)),
            required=draw(st.booleans()),
            when=draw(st.none() | st.builds(When, st.sampled_from(KEYS), st.sampled_from([(), ("x",)]))),
        )
        for key in KEYS
    ]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(forms(), st.dictionaries(st.sampled_from([*KEYS, "other"]), ANYTHING))
def test_whatever_comes_is_read_or_refused(fields: list[FormField], raw: dict[str, Any]) -> None:
    sent = read(fields, raw, {}, lambda _one: {"x", "y"})
    for one in fields:
        value = sent.values.get(one.key, "")
        assert isinstance(value, str)
        assert "\x00" not in value or one.key in sent.errors
        if one.key not in sent.errors:
            assert len(value) <= one.longest
            asked = is_asked(one, fields, lambda key: sent.values.get(key, ""))
            assert value or not one.required or not asked
    assert set(sent.errors) <= {*KEYS}


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(forms())
def test_a_field_is_kept_as_it_was_built(fields: list[FormField]) -> None:
    assert [of_json(one.as_json()) for one in fields] == fields


def test_conditions_hang_on_one_another_and_circles_hide_nothing() -> None:
    a = FormField("a", FieldType.TEXT)
    b = FormField("b", FieldType.TEXT, when=When("a", ("x",)))
    c = FormField("c", FieldType.TEXT, when=When("b"))
    assert not is_asked(c, [a, b, c], {"a": "y", "b": "z"}.__getitem__)
    assert is_asked(c, [a, b, c], {"a": "x", "b": "z"}.__getitem__)
    first = FormField("a", FieldType.TEXT, when=When("b"))
    second = FormField("b", FieldType.TEXT, when=When("a"))
    assert is_asked(first, [first, second], lambda _key: "said")
    assert is_asked(FormField("d", FieldType.TEXT, when=When("gone")), [], lambda _key: "")


def test_files_have_limits() -> None:
    fields = [FormField("files", FieldType.FILES), FormField("log", FieldType.LOG)]
    many = {"files": [Upload("a", "text/plain", b"x")] * (MOST_FILES + 1)}
    assert set(read(fields, {}, many, lambda _one: ()).errors) == {"files"}
    large = {"log": [Upload("a", "text/plain", b"x" * (LARGEST_FILES + 1))]}
    assert set(read(fields, {}, large, lambda _one: ()).errors) == {"log"}
    assert not read(fields, {}, {"files": many["files"][:2]}, lambda _one: ()).errors


def test_the_language_is_chosen_by_the_visitor_then_the_browser() -> None:
    offered = ["en", "fr", "pt-BR"]
    assert choose_language(offered, "", "de, fr-CA;q=0.8, en;q=0.5") == "fr"
    assert choose_language(offered, "PT-br", "fr") == "pt-BR"
    assert choose_language(offered, "xx", "") == "en"
    assert choose_language(offered, "", "\x00;;;q=%") == "en"

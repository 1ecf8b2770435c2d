"""The grammar of variables, told by examples and by whatever hypothesis finds."""

from __future__ import annotations

from html import escape, unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.playbooks.variables import (
    VARIABLES,
    VariableRefused,
    check,
    fill,
    fill_html,
    first_name,
    left_open,
)

NAMES = st.sampled_from(sorted(VARIABLES))
PLAIN = st.text(st.characters(exclude_characters="{}|<>", exclude_categories=["Cs", "Cc"]), max_size=30)
slowly = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # a busy machine is no fault


def test_a_value_its_fallback_or_a_mark_that_nobody_overlooks() -> None:
    text = "Hi {{customer.first_name|there}}, about #{{conversation.number}}: {{ agent.name | }}"
    assert fill(text, {"customer.first_name": "Dora", "conversation.number": "812", "agent.name": "Ada"}) == (
        "Hi Dora, about #812: Ada"
    )
    assert fill(text, {}) == "Hi there, about #{{conversation.number}}: {{agent.name}}"
    assert left_open(fill(text, {})) == ["conversation.number", "agent.name"]


@pytest.mark.parametrize(
    "text",
    ["{{custmer.name}}", "{{customer.name|x", "customer.name}}", "{{}}", "{{<b>agent.name</b>}}", "{{a{{b}}"],
)
def test_what_nothing_can_fill_in_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(VariableRefused) as problem:
        check(text)
    assert "variable" in str(problem.value)


def test_values_are_escaped_and_begin_no_variable() -> None:
    values = {"customer.name": "<b>{{agent.name}}</b>", "agent.name": "Ada"}
    assert fill_html("<p>{{customer.name}}</p>", values) == "<p>&lt;b&gt;{ {agent.name} }&lt;/b&gt;</p>"


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Dora Popescu", "Dora"),
        ("Popescu, Dora Maria", "Dora"),
        ("", ""),
        (" ", ""),
        ("Emil", "Emil"),
        ("Lamp,", "Lamp"),
    ],
)
def test_first_names(name: str, first: str) -> None:
    assert first_name(name) == first


@slowly
@given(st.lists(st.tuples(PLAIN, NAMES, PLAIN)), st.dictionaries(NAMES, PLAIN))
def test_what_is_accepted_is_filled_or_stays_marked(
    parts: list[tuple[str, str, str]], values: dict[str, str]
) -> None:
    text = "".join(f"{before}{{{{{name}|{fallback}}}}}" for before, name, fallback in parts)
    check(text)
    said = [" ".join(values.get(name, "").split()) or fallback.strip() for _, name, fallback in parts]
    expected = "".join(
        before + (one or f"{{{{{name}}}}}") for (before, name, _), one in zip(parts, said, strict=True)
    )
    assert fill(text, values) == expected
    assert left_open(expected) == [name for (_, name, _), one in zip(parts, said, strict=True) if not one]


@slowly
@given(PLAIN, NAMES, st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_html_says_the_same_as_text_whatever_a_customer_is_called(before: str, name: str, value: str) -> None:
    html = fill_html(f"{escape(before)}{{{{{name}}}}}", {name: value})
    assert unescape(html) == fill(f"{before}{{{{{name}}}}}", {name: value})
    assert "<" not in html


@slowly
@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    try:
        check(text)
    except VariableRefused:
        return
    assert fill(text, {name: "x" for name in VARIABLES}).count("{{") == 0

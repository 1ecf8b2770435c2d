"""What is kept is what would be drawn: safe markup and text to escape are never taken for each other."""

from __future__ import annotations

from django.template import engines
from django.utils import translation
from markupsafe import Markup

from handrail.ui.keeping import kept


def draw(source: str, **values: object) -> str:
    return str(engines["jinja2"].env.from_string(source).render(**values))  # type: ignore[attr-defined]


def test_markup_and_the_same_text_are_two_things() -> None:
    for _ in range(2):
        assert "<b>" in draw("{{ item(label) }}", label=Markup("<b>x</b>"))
        assert "&lt;b&gt;" in draw("{{ item(label) }}", label="<b>x</b>")
        assert "<b>" in draw("{{ item(label) }}", label=Markup("<b>x</b>"))


def test_a_number_and_a_truth_are_two_things() -> None:
    calls: list[object] = []

    def told(value: object) -> str:
        calls.append(value)
        return repr(value)

    macro = kept(told)
    assert [macro(1), macro(True), macro(1), macro(True)] == ["1", "True", "1", "True"]
    assert len(calls) == 2


def test_each_language_has_its_own() -> None:
    english = draw('{{ tag("a", remove="a") }}')
    with translation.override("fr"):
        french = draw('{{ tag("a", remove="a") }}')
    assert english != french
    assert english == draw('{{ tag("a", remove="a") }}')


def test_what_is_not_plain_is_drawn_anew() -> None:
    calls: list[object] = []
    macro = kept(calls.append)
    macro({"a": 1})
    macro({"a": 1})
    assert len(calls) == 2

"""Templates call quickly, and what wants its context still gets it."""

from __future__ import annotations

import pytest
from jinja2 import Environment, pass_context, pass_environment, pass_eval_context
from jinja2.runtime import Context

from handrail.ui.calling import QuickContext


class Counter:
    """Can be called, and wants to know who calls."""

    @pass_context
    def __call__(self, context: Context, step: int) -> int:
        return int(context["start"]) + step

    def plain(self, step: int) -> int:
        return step

    @pass_eval_context
    def escaping(self, eval_context: object) -> bool:
        return bool(getattr(eval_context, "autoescape", None))


@pass_context
def inside(context: Context) -> str:
    """What holds where it is called."""
    return str(context.resolve("one"))


@pass_environment
def blocks(environment: Environment) -> str:
    return environment.block_start_string


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ counter(2) }} {{ counter.plain(3) }} {{ counter.escaping() }}", "42 3 True"),
        ("{% for x in 'ab' %}{% set one = x %}{{ inside() }}{% endfor %}", "ab"),
        ("{{ blocks() }} {{ len('abc') }} {{ ' x '.strip() }} {{ int('7') }}", "{% 3 x 7"),
        (
            "{% macro b(x) %}<b>{{ x }}</b>{% endmacro %}{{ b('<') }}{{ b(b('i')) }}",
            "<b>&lt;</b><b><b>i</b></b>",
        ),
        (
            "{% macro box() %}[{{ caller('<') }}]{% endmacro %}{% call(x) box() %}{{ x }}{% endcall %}",
            "[&lt;]",
        ),
    ],
)
def test_each_kind_of_thing_is_called_as_jinja_calls_it(source: str, said: str) -> None:
    for kind in (Context, QuickContext):
        env = Environment(autoescape=True)
        env.context_class = kind
        known = {"counter": Counter(), "inside": inside, "blocks": blocks, "len": len, "int": int}
        assert env.from_string(source).render(known, start=40) == said

"""How a page's templates call: a page calls some hundred functions and macros."""

from __future__ import annotations

from functools import cache
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any

from jinja2.runtime import Context, Macro

_FUNCTIONS = frozenset((FunctionType, MethodType, BuiltinMethodType, type(cache(len))))
_WANTS = "jinja_pass_arg"  # what `pass_context` and its like leave on what they mark


class QuickContext(Context):
    """Calls macros and plain functions at once; whatever may want its context is called as Jinja does.

    Jinja asks each thing five questions before it calls it: a third of a microsecond each.
    """

    def call(self, called: Any, /, *args: Any, **named: Any) -> Any:
        """What `called` returns. Raises whatever it raises."""
        kind = type(called)
        if kind is Macro:
            args = (self.eval_ctx, *args)
        elif kind not in _FUNCTIONS or hasattr(called, _WANTS):
            return super().call(called, *args, **named)
        named.pop("_block_vars", None)
        named.pop("_loop_vars", None)
        return called(*args, **named)

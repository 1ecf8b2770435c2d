"""A worker that has nothing to do keeps nothing for nothing."""

from __future__ import annotations

import gc
import threading
import weakref

from handrail.ops.up.memory import collecting


class Circle:
    """Leads to itself."""

    def __init__(self) -> None:
        self.itself = self


def test_what_only_itself_leads_to_is_freed_though_python_would_wait() -> None:
    freed = threading.Event()
    gc.disable()
    try:
        weakref.finalize(Circle(), freed.set)
        assert not freed.is_set()
        with collecting(every=0.01):
            assert freed.wait(5)
    finally:
        gc.enable()
    for one in threading.enumerate():
        if one.name == "collecting":
            one.join(5)
            assert not one.is_alive(), "it ends with the block"

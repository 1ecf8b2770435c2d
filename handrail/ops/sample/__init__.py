"""The sample company: the maker of the WordPress plugin Lamp, its customers, and what they wrote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Loaded:
    """What a load added, and the password of the colleagues it made ("" when they were there already)."""

    conversations: int
    password: str


def load(
    size: int | None = None, *, password: str | None = None, progress: Callable[[int], None] | None = None
) -> Loaded:
    """Fill the database with the sample company and, given a `size`, that many bulk conversations more.

    Whatever is there already stays as it is, so loading twice adds nothing. All is dated relative to
    today, and nothing is ever sent. New colleagues get `password`, or a random one. `progress` hears
    how many bulk conversations have been added so far.
    """
    from handrail.ops.sample.beside import ask_outside  # models, which need Django to be set up
    from handrail.ops.sample.company import lamp
    from handrail.ops.sample.exchanges import tell_exchanges
    from handrail.ops.sample.outsiders import admit
    from handrail.ops.sample.pouring import pour
    from handrail.ops.sample.reading import count_readers
    from handrail.ops.sample.telling import tell_all

    company = lamp(password)
    added = tell_all(company)
    admit(company)
    ask_outside(company)
    count_readers()
    tell_exchanges(company)
    if size is not None:
        added += pour(size, company.agents.values(), progress)
    return Loaded(added, company.password)

"""Who may read what, as a condition inside the questions to the index."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from handrail.helpcenter.models import Translation


def for_one(readable: QuerySet[Translation]) -> tuple[str, dict[str, Any]]:
    """A question that finds something if the row `by_score` is of a readable article; with named parameters.

    As a question for one article it is asked only until there are enough, best first.
    """
    one = readable.filter(pk=RawSQL("by_score.translation_id", ())).order_by().values("pk")
    sql, params = one.query.sql_with_params()
    names = {f"readable_{number}": value for number, value in enumerate(params)}
    return sql % tuple(f"%({name})s" for name in names), names

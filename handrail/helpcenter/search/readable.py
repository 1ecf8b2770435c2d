"""Who may read what, as a condition inside the questions to the index."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from handrail.helpcenter.models import Translation


class Readable(NamedTuple):
    """A question that finds something if the row `by_score` is of a readable article; with named parameters.

    As a question for one article it is asked only until there are enough, best first.
    """

    sql: str
    values: dict[str, Any]

    def inside(self, question: str) -> str:
        """A question to the index with this one where it says READABLE."""
        return question.replace("READABLE", self.sql)


def for_one(readable: QuerySet[Translation]) -> Readable:
    """The condition that an article is among these."""
    one = readable.filter(pk=RawSQL("by_score.translation_id", ())).order_by().values("pk")
    sql, params = one.query.sql_with_params()
    names = {f"readable_{number}": value for number, value in enumerate(params)}
    return Readable(sql % tuple(f"%({name})s" for name in names), names)

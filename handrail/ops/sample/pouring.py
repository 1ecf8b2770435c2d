"""Pour the bulk conversations into the tables with COPY: verbs would take hours for a million messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from django.db import connection, models, transaction

from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation, Entry, Message, SearchRow
from handrail.customers.models import Address, Customer
from handrail.ops.sample import flood
from handrail.ops.sample.crowd import Crowd, crowd
from handrail.ops.sample.flood import BulkConversation
from handrail.ops.sample.rows import BATCH, Row, Rows

_AT_ONCE = 1_000  # conversations per transaction


def pour(size: int, colleagues: Iterable[Agent], progress: Callable[[int], None] | None = None) -> int:
    """Add what is missing of `size` bulk conversations (and the long one); returns how many were added.

    The colleagues may see them too. `progress` hears how many have been added so far.
    """
    people = crowd(list(colleagues))
    have = Conversation.objects.filter(import_batch=BATCH).count()
    missing = islice(flood.bulk(size), have, None)
    added = 0
    while some := list(islice(missing, _AT_ONCE)):
        with transaction.atomic():
            _pour(people, some)
        added += len(some)
        if progress:
            progress(added)
    if added:
        _tidy()
    return added


def _pour(people: Crowd, some: list[BulkConversation]) -> None:
    ids = _reserve(Conversation, len(some))
    entries = iter(_reserve(Entry, sum(len(one.messages) for one in some)))
    new = [
        Rows(people, one, pk, list(islice(entries, len(one.messages))))
        for one, pk in zip(some, ids, strict=True)
    ]
    _copy(Conversation, (rows.conversation() for rows in new))
    _copy(Entry, (row for rows in new for row in rows.entries()))
    _copy(Message, (row for rows in new for row in rows.messages()))
    _copy(SearchRow, (row for rows in new for row in rows.search_rows()))


def _reserve(model: type[models.Model], number: int) -> list[int]:
    with connection.cursor() as cursor:
        sequence = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
        cursor.execute(sequence, [model._meta.db_table, number])
        return [pk for (pk,) in cursor.fetchall()]


def _copy(model: type[models.Model], rows: Iterable[Row]) -> None:
    rows = list(rows)
    columns = ", ".join(f'"{column}"' for column in rows[0])
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row(list(row.values()))


def _tidy() -> None:
    """Let the planner know what came, and (outside of a transaction) fill the visibility map."""
    how = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)"
    with connection.cursor() as cursor:
        for model in (Conversation, Entry, Message, SearchRow, Customer, Address):
            cursor.execute(f'{how} "{model._meta.db_table}"')

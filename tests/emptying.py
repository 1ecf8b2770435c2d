"""After a test that commits, the database is again as every test finds it.

Django empties every table by TRUNCATE, which makes thousands of files anew, and then looks for permissions to
create. Here only tables that hold something are emptied, and what a database begins with (statuses, kinds of
contact) comes back as it was, with the same keys. Of the queue the jobs go, and what it knows of rounds of
periodic tasks that were begun stays.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import TransactionTestCase

_REMEMBER = """
DROP SCHEMA IF EXISTS first_rows CASCADE;
DROP SCHEMA IF EXISTS first_rows CASCADE; -- of an earlier run, where the database is used again
CREATE SCHEMA first_rows;
CREATE VIEW first_rows.places AS SELECT tablename FROM pg_tables
    WHERE schemaname = 'public' AND NOT starts_with(tablename, 'procrastinate_');
DO $$
DECLARE place name; is_filled boolean;
BEGIN
    FOR place IN SELECT * FROM first_rows.places LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', place) INTO is_filled;
        IF is_filled THEN
            EXECUTE format('CREATE TABLE first_rows.%I AS TABLE public.%I', place, place);
        END IF;
    END LOOP;
END $$;
CREATE FUNCTION first_rows.come_back() RETURNS void LANGUAGE plpgsql AS $$
DECLARE place name; is_filled boolean; columns text;
BEGIN
    DELETE FROM public.procrastinate_jobs; -- while its triggers still tell those who remember a job
    BEGIN
        SET LOCAL session_replication_role = replica; -- no triggers, and no look at foreign keys for each row
    EXCEPTION WHEN insufficient_privilege THEN NULL;
    END;
    FOR place IN SELECT * FROM first_rows.places LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', place) INTO is_filled;
        IF is_filled THEN EXECUTE format('DELETE FROM public.%I', place); END IF;
    END LOOP;
    FOR place IN SELECT tablename FROM pg_tables WHERE schemaname = 'first_rows' LOOP
        SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
            WHERE attrelid = format('public.%I', place)::regclass
                AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
        EXECUTE format('INSERT INTO public.%I (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM first_rows.%I',
            place, columns, columns, place);
    END LOOP;
END $$;
"""


def remember_first_rows() -> None:
    """Keep what the tests' database holds now; from here on every test that commits ends with that."""
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBER)
    TransactionTestCase._fixture_teardown = _bring_first_rows_back  # type: ignore[attr-defined]


def _bring_first_rows_back(_case: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT first_rows.come_back()")

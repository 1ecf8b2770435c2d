"""Kept statements make whole objects, with their relations and annotations."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from handrail.conversations.models import Conversation
from handrail.core.statements import Statement

pytestmark = pytest.mark.django_db


def test_objects_come_with_what_was_selected_besides(ask: Callable[..., Conversation]) -> None:
    asked = ask()

    def write(number: int) -> object:
        many = Conversation.objects.select_related("mailbox", "customer__organisation", "assignee")
        return many.annotate(twice=F("number") * 2).filter(number=number)

    found = Statement(write).objects(asked.number)  # type: ignore[arg-type]
    assert found == [asked]
    with CaptureQueriesContext(connection) as queries:
        assert found[0].mailbox.address == "support@lamp.example"
        assert found[0].customer.organisation.name == "Nordlicht Studio"
        assert found[0].assignee is None
        assert found[0].twice == asked.number * 2
        assert found[0].fields == {}
    assert not queries

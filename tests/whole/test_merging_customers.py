"""Two customers are one person: only with verified addresses, with everything kept, and exactly undone."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.accounts.models import Agent
from handrail.conversations.models import Conversation, Entry
from handrail.customers import verbs
from handrail.customers.models import Customer, Merge
from handrail.customers.verbs.merging import outcome
from tests.cast import Ask

pytestmark = pytest.mark.django_db


def verify(*customers: Customer) -> None:
    for customer in customers:
        customer.addresses.update(verified_at=timezone.now())


def picture() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that knows customers, but the merge's own record of itself."""
    rooms = ("customers", "conversations")
    models = [model for model in apps.get_models() if model._meta.app_label in rooms]
    return {
        model.__name__: sorted(model._base_manager.values(), key=lambda row: row.get("id", 0))
        for model in models
        if model.__name__ not in ("Merge", "Change")
    }


def test_without_verified_addresses_nobody_is_merged(dora: Customer, emil: Customer, ada: Agent) -> None:
    for _ in range(2):
        with pytest.raises(ValidationError, match="verified"):
            verbs.merge(dora, gone=emil, by=ada.as_actor())
        verify(dora)
    verbs.add_address(emil, value="e@brume.example", by=ada.as_actor())
    emil.addresses.filter(value="emil@brume.example").update(verified_at=timezone.now())
    with pytest.raises(ValidationError, match="Not every address"):
        verbs.merge(dora, gone=emil, by=ada.as_actor())
    assert Merge.objects.count() == 0


def test_everything_moves_and_what_differs_is_said_before(
    ask: Ask, dora: Customer, emil: Customer, ada: Agent
) -> None:
    conversation = ask(by=emil)
    verify(dora, emil)
    plan = outcome(dora, emil)
    assert plan.left == {"name": "Emil", "language": "fr", "time_zone": "Europe/Paris"}
    verbs.merge(dora, gone=emil, by=ada.as_actor())
    conversation.refresh_from_db()
    emil.refresh_from_db()
    assert conversation.customer == dora
    assert emil.merged_into == dora
    assert verbs.find_or_create("emil@brume.example") == dora
    assert dora.name == "Dora"
    assert emil not in Customer.objects.known()


def test_what_came_since_stays_and_a_later_merge_goes_first(
    ask: Ask, dora: Customer, emil: Customer, ada: Agent
) -> None:
    third = verbs.find_or_create("d@nordlicht.example", "D")
    verify(dora, emil, third)
    first = verbs.merge(dora, gone=emil, by=ada.as_actor())
    second = verbs.merge(dora, gone=third, by=ada.as_actor())
    with pytest.raises(ValidationError, match="later merge"):
        verbs.unmerge(dora, merge=first, by=ada.as_actor())
    verbs.unmerge(dora, merge=second, by=ada.as_actor())
    verbs.change_customer(dora, by=ada.as_actor(), name="Dora N.")
    verbs.unmerge(dora, merge=first, by=ada.as_actor())
    dora.refresh_from_db()
    assert dora.name == "Dora N."
    with pytest.raises(ValidationError, match="no longer"):
        verbs.unmerge(dora, merge=first, by=ada.as_actor())


facts = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["", "Dora", "dora@nordlicht.example", "Émilie 佐藤"]),
        "language": st.sampled_from(["", "fr", "ro"]),
        "time_zone": st.sampled_from(["", "Europe/Paris"]),
        "fields": st.dictionaries(
            st.sampled_from(["plan", "seats", "vip"]), st.sampled_from(["Pro", 3, 1.5, True, "2026-01-01"])
        ),
    }
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=facts, gone=facts, notes=st.integers(0, 3), asked=st.integers(0, 2), works=st.booleans())
def test_a_merge_that_is_taken_back_leaves_everything_as_it_was(
    ask: Ask,
    dora: Customer,
    emil: Customer,
    ada: Agent,
    kept: dict[str, Any],
    gone: dict[str, Any],
    notes: int,
    asked: int,
    works: bool,
) -> None:
    with transaction.atomic():
        Customer.objects.filter(pk=dora.pk).update(**kept, organisation=dora.organisation if works else None)
        Customer.objects.filter(pk=emil.pk).update(**gone)
        for number in range(notes):
            verbs.write_note((dora, emil)[number % 2], text=str(number), by=ada.as_actor())
            verbs.add_identity(emil, kind="account", external_id=str(number), by=ada.as_actor())
        for number in range(asked):
            ask(by=(emil, dora)[number % 2])
        verify(dora, emil)
        before = picture()
        made = verbs.merge(dora, gone=emil, by=ada.as_actor())
        assert not Conversation.objects.filter(customer=emil).exists()
        assert not Entry.objects.filter(customer=emil).exists()
        verbs.unmerge(dora, merge=made, by=ada.as_actor())
        assert picture() == before
        transaction.set_rollback(True)


def test_suggestions_know_the_same_address_and_the_same_name(
    dora: Customer, emil: Customer, ada: Agent
) -> None:
    plus = verbs.find_or_create("dora+shop@nordlicht.example", "D. Shop")
    namesake = verbs.find_or_create("d.other@else.example", "dora")
    verbs.join_organisation(namesake, "Nordlicht Studio")
    verbs.find_or_create("dora+shop@elsewhere.example", "Not her")
    assert verbs.suggestions(dora) == [plus, namesake]
    assert dora in verbs.suggestions(plus)
    assert verbs.suggestions(emil) == []

"""How customers come to be known: one for each address, named as soon as a name is known."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from handrail.customers.models import Address, Customer
from handrail.customers.verbs import find_or_create, join_organisation, normalise_address


@pytest.mark.django_db
def test_one_address_is_one_customer_however_it_is_written() -> None:
    dora = find_or_create("Dora@Nordlicht.example", "Dora")
    assert find_or_create(" dora@nordlicht.EXAMPLE ") == dora
    assert dora.addresses.get().value == "Dora@Nordlicht.example"


@pytest.mark.django_db
def test_somebody_without_a_name_is_called_by_the_address_until_they_say_it() -> None:
    emil = find_or_create("emil@brume.example")
    assert emil.name == "emil@brume.example"
    assert find_or_create("emil@brume.example", "Emil").name == "Emil"
    assert find_or_create("emil@brume.example", "E. Brume").name == "Emil"


@pytest.mark.django_db
def test_the_unknown_stay_unknown() -> None:
    assert find_or_create("", "Anonymous") != find_or_create("", "Anonymous")
    assert not Address.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_first_mails_at_once_make_one_customer() -> None:
    gate, found = threading.Barrier(4), []

    def arrive() -> None:
        gate.wait()
        with transaction.atomic():
            found.append(find_or_create("dora@nordlicht.example", "Dora").pk)
        connection.close()

    threads = [threading.Thread(target=arrive) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert Customer.objects.count() == 1


@pytest.mark.django_db
def test_the_database_keeps_an_address_single(dora: Customer) -> None:
    with pytest.raises(IntegrityError, match="address_once"), transaction.atomic():
        Address.objects.create(customer=dora, value="x", normalised="dora@nordlicht.example")


@pytest.mark.django_db
def test_colleagues_share_an_organisation(dora: Customer, emil: Customer) -> None:
    join_organisation(emil, "Nordlicht Studio")
    assert dora.organisation == emil.organisation


@given(st.text(max_size=100))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise_address(normalise_address(text)) == normalise_address(text)

"""CSV files: read whatever wrote them, shown before they change anything, brought in twice or once."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from handrail.accounts.models import Agent
from handrail.core.models import Blob
from handrail.customers import verbs
from handrail.customers.importing import running
from handrail.customers.importing.exporting import export_customers, export_organisations
from handrail.customers.importing.tables import (
    Shape,
    find_shape,
    read_lines,
    safe_cell,
    without_guard,
    write_line,
)
from handrail.customers.models import Customer, FileImport, Of, Organisation

cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
tables = st.integers(2, 5).flatmap(
    lambda wide: st.lists(st.lists(cells, min_size=wide, max_size=wide), max_size=8)
)


@given(tables, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.sampled_from([",", ";", "\t"]))
def test_what_was_written_is_read(rows: list[list[str]], encoding: str, delimiter: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    found = [line.cells for line in read_lines(text.getvalue().encode(encoding), Shape(encoding, delimiter))]
    assert found == [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_refused_in_words(data: bytes) -> None:
    with suppress(ValidationError):
        for line in read_lines(data, find_shape(data)):
            assert line.number > 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found(encoding: str, delimiter: str) -> None:
    rows = ["Name,E-mail,City", 'Zoë Müller,zoe@x.example,"Köln, Süd"', "Ana,ana@x.example,Genève"]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(csv.reader(rows))
    data = text.getvalue().encode(encoding)
    shape = find_shape(data)
    assert [line.cells for line in read_lines(data, shape)][1] == ["Zoë Müller", "zoe@x.example", "Köln, Süd"]


@given(cells)
def test_no_cell_is_a_formula_and_none_is_lost(cell: str) -> None:
    written = safe_cell(cell)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))
    if not cell.startswith("'"):
        assert without_guard(written) == cell


def test_a_line_keeps_commas_quotes_and_lines() -> None:
    assert next(csv.reader([write_line(["a,b", 'c"d', "=1+1"])])) == ["a,b", 'c"d', "'=1+1"]


FILE = """Name;E-mail;Company;Plan;Shoe size
Dora N.;dora@nordlicht.example;Nordlicht Studio;Pro;38
Emil;emil@brume.example;;;
Nell;nell@harbour.example;Harbour Books;Free;39
Twin;NELL@harbour.example;;;
Bad;not an address;;;
Odd;odd@x.example;;Gold;
;;;;
"""

LEFT_OUT = {"line": 7, "column": "plan", "reason": "“Gold” is none of: Free, Pro."}


@pytest.fixture
def plan(cleo: Agent) -> None:
    verbs.define_attribute(of="customer", label="Plan", type="choice", choices=["Free", "Pro"], by=cleo)


def checked(cleo: Agent, data: bytes, **more: Any) -> FileImport:
    file = running.keep_file(data, name="people.csv", of=more.pop("of", "customer"), by=cleo)
    running.map_columns(file, more.pop("columns", file.columns), by=cleo)
    running.check(file.pk)
    file.refresh_from_db()
    return file


def brought_in(cleo: Agent, file: FileImport) -> FileImport:
    running.start(file, by=cleo)
    running.bring_in(file.pk)
    file.refresh_from_db()
    return file


@pytest.mark.django_db
def test_a_dry_run_says_what_would_change_and_changes_nothing(
    plan: None, dora: Customer, emil: Customer, cleo: Agent
) -> None:
    before = list(Customer.objects.values())
    file = checked(cleo, FILE.encode("cp1252"))
    assert file.columns == ["name", "address", "organisation", "fields.plan", ""]
    assert file.counts == {"changed": 1, "unchanged": 1, "new": 2, "refused": 2, "left out": 1}
    assert list(Customer.objects.values()) == before
    changed = next(one for one in file.examples if one["kind"] == "changed")
    assert changed["changes"] == {"name": ["Dora", "Dora N."], "plan": [None, "Pro"]}
    assert [(one["line"], one["reason"]) for one in file.refused] == [
        (5, "The same as on line 4."),
        (6, "“not an address” is not an e-mail address."),
    ]
    assert [one["name"] for one in file.refused] == ["Twin", "Bad"]
    assert file.left_out == [LEFT_OUT | {"name": "Odd"}]


@pytest.mark.django_db
def test_a_file_is_brought_in_once_and_again_changes_nothing(
    plan: None, dora: Customer, emil: Customer, cleo: Agent
) -> None:
    file = brought_in(cleo, checked(cleo, FILE.encode()))
    assert (file.state, file.blob_id, file.done) == ("done", None, 6)
    assert not Blob.objects.exists()
    dora.refresh_from_db()
    assert (dora.name, dora.fields) == ("Dora N.", {"plan": "Pro"})
    nell = verbs.find_customer("nell@harbour.example")
    assert nell is not None
    assert (nell.name, str(nell.organisation)) == ("Nell", "Harbour Books")
    assert nell.changes.get().action == "imported"
    again = checked(cleo, FILE.encode())
    assert again.counts == {"unchanged": 4, "refused": 2, "left out": 1}
    done = brought_in(cleo, again)
    assert done.counts == again.counts
    assert done.left_out == [LEFT_OUT]
    assert done.seen == []
    assert Customer.objects.count() == 4


DATES = {
    "15.12.2026": "2026-12-15",
    "3/4/2026": "2026-04-03",  # the day comes first, says the next one
    "15/12/2026": "2026-12-15",
    "soon": None,
}


@pytest.mark.django_db
def test_dates_are_read_as_their_column_says_and_none_refuses_its_customer(cleo: Agent) -> None:
    verbs.define_attribute(of="customer", label="Renewal", type="date", by=cleo)
    rows = [f"{number}@d.example;{text}\n" for number, text in enumerate(DATES)]
    file = brought_in(cleo, checked(cleo, f"E-mail;Renewal\n{''.join(rows)}".encode()))
    assert file.counts == {"new": 4, "left out": 1}
    kept = Customer.objects.order_by("pk").values_list("fields__renewal", flat=True)
    assert list(kept) == list(DATES.values())


@pytest.mark.django_db
def test_a_person_says_which_part_is_the_day_where_the_file_does_not(
    cleo: Agent, as_agent: Callable[[Agent], Client]
) -> None:
    verbs.define_attribute(of="customer", label="Renewal", type="date", by=cleo)
    file = running.keep_file(b"E-mail,Renewal\na@d.example,3/4/2026\n", name="x", of="customer", by=cleo)
    browser, page = as_agent(cleo), reverse("import", args=[file.pk])
    seen = browser.get(page).content.decode()
    assert "<bdi>a@d.example</bdi>" in seen  # a value stands beside each column
    assert "<bdi>3/4/2026</bdi>" in seen
    assert 'name="first-1"' in seen
    assert 'name="first-0"' not in seen
    told = {"column": ["address", "fields.renewal"]}
    assert browser.post(page, told).status_code == 422
    for first, day in (("day", "2026-04-03"), ("month", "2026-03-04")):
        assert browser.post(page, {**told, "first-1": first}).status_code == 302
        running.check(file.pk)
        file.refresh_from_db()
        assert file.examples[0]["changes"]["renewal"] == [None, day]
    browser.post(reverse("run_import", args=[file.pk]))
    running.bring_in(file.pk)
    assert Customer.objects.get().fields == {"renewal": "2026-03-04"}


@pytest.mark.django_db
def test_the_page_names_who_is_refused_and_what_is_left_out(
    plan: None, cleo: Agent, as_agent: Callable[[Agent], Client]
) -> None:
    seen = as_agent(cleo).get(reverse("import", args=[checked(cleo, FILE.encode()).pk])).content.decode()
    assert all(f"<bdi>{name}</bdi>" in seen for name in ("Twin", "Bad", "Odd"))


@pytest.mark.django_db
def test_a_job_that_was_killed_goes_on_where_it_was(cleo: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "AT_ONCE", 10)
    rows = "\n".join(f"Person {number},p{number}@many.example" for number in range(35))
    file = checked(cleo, f"Name,E-mail\n{rows}\n".encode())
    running.start(file, by=cleo)
    written: Any = running._WRITES[Of.CUSTOMER]
    calls: list[int] = []

    def killed(plans: Any, *, by: Any) -> None:
        calls.append(len(plans))
        if len(calls) == 3:
            raise KeyboardInterrupt
        written(plans, by=by)

    monkeypatch.setitem(running._WRITES, Of.CUSTOMER, killed)
    with pytest.raises(KeyboardInterrupt):
        running.bring_in(file.pk)
    assert Customer.objects.count() == 20
    running.bring_in(file.pk)
    file.refresh_from_db()
    assert (file.state, file.counts, Customer.objects.count()) == ("done", {"new": 35}, 35)
    running.bring_in(file.pk)
    assert Customer.objects.count() == 35


@pytest.mark.django_db
def test_ids_find_customers_and_two_that_clash_are_refused(
    dora: Customer, emil: Customer, cleo: Agent
) -> None:
    verbs.add_identity(dora, kind="account", external_id="4711", by=cleo.as_actor())
    data = b"id,email\n4711,dora.new@nordlicht.example\n4711,\n"
    file = brought_in(cleo, checked(cleo, data))
    assert dora.addresses.count() == 2
    clash = checked(cleo, b"id,email\n4711,emil@brume.example\n")
    assert clash.counts == {"refused": 1}
    assert file.counts["changed"] == 1


@pytest.mark.django_db
def test_organisations_come_in_with_domains_but_no_freemail(dora: Customer, cleo: Agent) -> None:
    data = b"Name,ID,Domain\nNordlicht Studio,N-1,nordlicht.example\nPost,P-1,gmail.com\nNeu,,neu.example\n"
    file = brought_in(cleo, checked(cleo, data, of="organisation"))
    assert file.counts == {"changed": 1, "refused": 1, "new": 1}
    assert Organisation.objects.get(external_id="N-1").domains.get().name == "nordlicht.example"
    assert checked(cleo, data, of="organisation").counts == {"unchanged": 2, "refused": 1}


@pytest.mark.django_db
def test_what_is_exported_can_be_brought_in_and_changes_nothing(
    plan: None, dora: Customer, emil: Customer, cleo: Agent
) -> None:
    verbs.change_customer(dora, by=cleo.as_actor(), name="=HYPERLINK(1)", values={"plan": "Pro"})
    verbs.add_identity(emil, kind="account", external_id="+7", by=cleo.as_actor())
    data = "".join(export_customers()).encode()
    assert b"'=HYPERLINK(1)" in data
    file = checked(cleo, data)
    assert file.counts == {"unchanged": 2}
    assert checked(cleo, "".join(export_organisations()).encode(), of="organisation").counts == {
        "unchanged": 1
    }


@pytest.mark.django_db
def test_what_is_no_table_is_refused(cleo: Agent) -> None:
    for data in (b"", b"Name,E-mail\n", b"\x00\x01\x02\x03" * 50):
        with pytest.raises(ValidationError):
            running.keep_file(data, name="x", of="customer", by=cleo)
    file = running.keep_file(b"a,b\n1,2\n", name="x", of="customer", by=cleo)
    with pytest.raises(ValidationError, match="One column must be"):
        running.map_columns(file, ["", "name"], by=cleo)
    with pytest.raises(ValidationError, match="cannot be the same"):
        running.map_columns(file, ["address", "address"], by=cleo)
    running.drop(file)
    assert not Blob.objects.exists()

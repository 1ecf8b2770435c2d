"""What the sample's team knows of its customers: attributes, domains, notes, addresses that are verified."""

from __future__ import annotations

from collections.abc import Mapping

from handrail.accounts.models import Agent
from handrail.customers import verbs
from handrail.customers.models import Address, Attribute, Customer, Organisation

_ATTRIBUTES = (
    ("customer", "Plan", "choice", ("Free", "Pro", "Agency")),
    ("customer", "Licence key", "text", ()),
    ("customer", "Renews on", "date", ()),
    ("organisation", "Sites", "number", ()),
    ("organisation", "Partner", "yes_no", ()),
)
_CUSTOMERS = {
    "dora": {"plan": "Pro", "licence_key": "LAMP-7Q2K-NORD", "renews_on": "2027-03-01"},
    "emil": {"plan": "Free"},
    "marcus": {"plan": "Agency", "licence_key": "LAMP-90ZT-KEST", "renews_on": "2026-12-15"},
    "priya": {"plan": "Agency"},
    "joan": {"plan": "Pro"},
}
_ORGANISATIONS = {
    "dora": ("nordlicht.example", {"sites": "12", "partner": "no"}),
    "marcus": ("kestrel.example", {"sites": "140", "partner": "yes"}),
}
_VERIFIED = ("dora", "emil", "marcus")
_NOTES = (
    ("dora", "ada", "Builds every site from one template of her own: ask which version of it first."),
    ("marcus", "cleo", "Speaks for forty shops. When he writes that it is down, it is down."),
)


def describe(customers: Mapping[str, Customer], agents: Mapping[str, Agent]) -> None:
    """Fill in what nobody has filled in yet; loading the sample twice adds nothing."""
    cleo = agents["cleo"]
    if Attribute.objects.exists():
        return
    for of, label, kind, choices in _ATTRIBUTES:
        verbs.define_attribute(of=of, label=label, type=kind, choices=choices, by=cleo)
    for key, values in _CUSTOMERS.items():
        verbs.change_customer(customers[key], by=cleo.as_actor(), values=values)
    for key, (domain, values) in _ORGANISATIONS.items():
        _organisation(customers[key].organisation, domain, values, cleo)
    for key, author, text in _NOTES:
        verbs.write_note(customers[key], text=text, by=agents[author].as_actor())
    for address in Address.objects.filter(customer__in=[customers[key] for key in _VERIFIED]):
        verbs.verify_address(address.value, how="dmarc")


def _organisation(known: Organisation | None, domain: str, values: dict[str, str], by: Agent) -> None:
    if known is not None:
        verbs.change_organisation(known, by=by.as_actor(), joins_by_domain=True, values=values)
        verbs.add_domain(known, name=domain, by=by.as_actor())

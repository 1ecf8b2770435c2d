"""The nouns of this room."""

from handrail.customers.models.about import Attribute, AttributeType, Change, Merge, Note, Of
from handrail.customers.models.files import FINISHED, Erasure, FileImport, ImportState
from handrail.customers.models.people import (
    Address,
    AddressKind,
    Customer,
    CustomerQuerySet,
    Domain,
    Identity,
    Organisation,
)

__all__ = [
    "FINISHED",
    "Address",
    "AddressKind",
    "Attribute",
    "AttributeType",
    "Change",
    "Customer",
    "CustomerQuerySet",
    "Domain",
    "Erasure",
    "FileImport",
    "Identity",
    "ImportState",
    "Merge",
    "Note",
    "Of",
    "Organisation",
]

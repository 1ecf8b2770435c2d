"""The addresses of customers and organisations, and of what is set about them."""

from django.urls import path

from handrail.workspace.views import customers, imports, keeping, merging_customers, organisations

urlpatterns = [
    path("customers/", customers.listing, name="customers"),
    path("customers/add/", customers.add, name="add_customer"),
    path("customers/imports/", imports.listing, name="imports"),
    path("customers/imports/<int:pk>/", imports.page, name="import"),
    path("customers/imports/<int:pk>/run/", imports.run, name="run_import"),
    path("customers/imports/<int:pk>/drop/", imports.forget, name="drop_import"),
    path("customers/export/", imports.export, name="export"),
    path("customers/<int:number>/", customers.page, name="customer"),
    path("customers/<int:number>/edit/", customers.edit, name="edit_customer"),
    path("customers/<int:number>/addresses/", customers.addresses, name="customer_addresses"),
    path("customers/<int:number>/identities/", customers.identities, name="customer_identities"),
    path("customers/<int:number>/notes/", customers.notes, name="customer_notes"),
    path("customers/<int:number>/merge/", merging_customers.page, name="merge_customer"),
    path("customers/<int:number>/merge/<int:pk>/undo/", merging_customers.undo, name="unmerge"),
    path("customers/<int:number>/erase/", merging_customers.erase, name="erase_customer"),
    path("organisations/", organisations.listing, name="organisations"),
    path("organisations/add/", organisations.add, name="add_organisation"),
    path("organisations/<int:number>/", organisations.page, name="organisation"),
    path("organisations/<int:number>/edit/", organisations.edit, name="edit_organisation"),
    path("organisations/<int:number>/domains/", organisations.domains, name="organisation_domains"),
    path("organisations/<int:number>/notes/", organisations.notes, name="organisation_notes"),
    path("organisations/<int:number>/sharing/", organisations.share_requests, name="share_requests"),
    path("organisations/<int:number>/remove/", organisations.remove, name="remove_organisation"),
    path("conversations/<int:number>/customer-notes/", customers.note_beside, name="note_beside"),
    path("settings/attributes/", keeping.attributes, name="attributes"),
    path("settings/attributes/add/", keeping.add_attribute, name="add_attribute"),
    path("settings/attributes/<int:pk>/", keeping.attribute, name="attribute"),
    path("settings/retention/", keeping.retention, name="retention"),
    path("settings/retention/<int:pk>/", keeping.rule, name="retention_rule"),
]

"""The settings pages of this room."""

from django.urls import path

from handrail.conversations.views import fields, lists, policies, statuses, tags

urlpatterns = [
    path("settings/statuses/", statuses.listing, name="statuses"),
    path("settings/statuses/add/", statuses.add, name="add_status"),
    path("settings/statuses/<int:pk>/", statuses.edit, name="change_status"),
    path("settings/statuses/<int:pk>/retire/", statuses.retire, name="retire_status"),
    path("settings/tags/", tags.listing, name="manage_tags"),
    path("settings/tags/<int:pk>/", tags.edit, name="manage_tag"),
    path("settings/fields/", fields.listing, name="fields"),
    path("settings/fields/add/", fields.add, name="add_field"),
    path("settings/fields/<int:pk>/", fields.edit, name="field"),
    path("settings/fields/<int:pk>/retire/", fields.retire, name="retire_field"),
    path("settings/kinds/", lists.kinds, name="kinds"),
    path("settings/products/", lists.products, name="products"),
    path("settings/policies/", policies.listing, name="policies"),
    path("settings/policies/add/", policies.add, name="add_policy"),
    path("settings/policies/<int:pk>/", policies.edit, name="policy"),
]

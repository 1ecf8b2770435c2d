"""The addresses of this room."""

from django.urls import path

from handrail.playbooks.views import macros, picking, replies

urlpatterns = [
    path("conversations/<int:number>/saved-replies/", picking.listing, name="pick_reply"),
    path("conversations/<int:number>/saved-replies/<int:pk>/", picking.fill, name="fill_reply"),
    path("settings/saved-replies/", replies.listing, name="saved_replies"),
    path("settings/saved-replies/add/", replies.edit, name="add_saved_reply"),
    path("settings/saved-replies/export/", replies.export, name="export_saved_replies"),
    path("settings/saved-replies/import/", replies.bring_file, name="import_saved_replies"),
    path("settings/saved-replies/<int:pk>/", replies.edit, name="saved_reply"),
    path("settings/saved-replies/<int:pk>/copy/", replies.copy, name="copy_saved_reply"),
    path("settings/saved-replies/<int:pk>/delete/", replies.delete, name="delete_saved_reply"),
    path("settings/macros/", macros.listing, name="macros"),
    path("settings/macros/add/", macros.edit, name="add_macro"),
    path("settings/macros/<int:pk>/", macros.edit, name="macro"),
    path("settings/macros/<int:pk>/delete/", macros.delete, name="delete_macro"),
]

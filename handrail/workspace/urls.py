"""The addresses agents work at."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.ui.views import styleguide
from handrail.workspace.views import (
    acts,
    composer,
    connecting,
    domains,
    duty,
    files,
    filling,
    inbox,
    keys,
    mail_rules,
    mailboxes,
    outgoing,
    palette,
    people,
    previews,
    profile,
    restricting,
    saved_views,
    searching,
    services,
    teams,
)


@for_agents
def _styleguide(request: HttpRequest, _agent: Agent) -> HttpResponse:
    """Every component in every state, for the people who build pages."""
    return styleguide(request)


urlpatterns = [
    path("", inbox.home, name="home"),
    path("inbox/<slug:view>/", inbox.inbox, name="inbox"),
    path("conversations/<int:number>/", inbox.conversation, name="conversation"),
    path("conversations/<int:number>/entries/", inbox.entries, name="entries"),
    path("conversations/<int:number>/reply/", composer.write, name="reply"),
    path("conversations/<int:number>/draft/", composer.draft, name="draft"),
    path("conversations/<int:number>/draft/files/", composer.draft_files, name="draft_files"),
    path("conversations/<int:number>/status/", acts.status, name="status"),
    path("conversations/<int:number>/close-and-go/", acts.close_and_go, name="close_and_go"),
    path("conversations/<int:number>/assign/", acts.assign, name="assign"),
    path("conversations/<int:number>/priority/", acts.priority, name="priority"),
    path("conversations/<int:number>/tags/", acts.tags, name="tags"),
    path("conversations/<int:number>/tags/suggest/", filling.suggest_tags, name="suggest_tags"),
    path("conversations/<int:number>/sheet/", filling.sheet, name="sheet"),
    path("conversations/<int:number>/field/", filling.field, name="set_field"),
    path("conversations/<int:number>/kind/", filling.kind, name="set_kind"),
    path("conversations/<int:number>/snooze/", acts.snooze, name="snooze"),
    path("conversations/<int:number>/restrict/", restricting.restrict, name="restrict"),
    path("conversations/<int:number>/part/", acts.part, name="part"),
    path("conversations/<int:number>/send-again/", acts.send_again, name="send_again"),
    path("conversations/<int:number>/entries/<int:entry>/source/", files.source, name="source"),
    path(
        "conversations/<int:number>/entries/<int:entry>/pictures/", files.show_pictures, name="show_pictures"
    ),
    path("conversations/<int:number>/entries/<int:entry>/sending/", files.send_state, name="send_state"),
    path("files/<uuid:public_id>/preview/", previews.open_file, name="open_preview"),
    path("files/<uuid:public_id>/<path:name>", files.file, name="file"),
    path("previews/<str:ticket>/", previews.frame, name="preview"),
    path("previews/<str:ticket>/bytes/", previews.content, name="preview_bytes"),
    path("search/", searching.page, name="search"),
    path("search/suggestions/", searching.suggestions, name="suggestions"),
    path("views/", saved_views.listing, name="views"),
    path("views/add/", saved_views.add, name="add_view"),
    path("views/arrange/", saved_views.arrange, name="arrange_views"),
    path("views/<int:pk>/", saved_views.edit, name="saved_view"),
    path("views/<int:pk>/delete/", saved_views.delete, name="delete_view"),
    path("views/<int:pk>/count/", saved_views.count, name="count_view"),
    path("settings/", profile.home, name="settings"),
    path("settings/profile/", profile.page, name="profile"),
    path("settings/keys/", keys.page, name="key_settings"),
    path("palette/", palette.places, name="palette"),
    path("settings/duty/", duty.duty, name="duty"),
    path("settings/people/", people.listing, name="people"),
    path("settings/people/add/", people.add, name="add_person"),
    path("settings/people/<int:pk>/", people.edit, name="person"),
    path("settings/teams/", teams.listing, name="teams"),
    path("settings/teams/add/", teams.add, name="add_team"),
    path("settings/teams/<int:pk>/", teams.edit, name="team"),
    path("settings/restricted/", restricting.listing, name="restricted"),
    path("settings/restricted/<int:number>/open/", restricting.let_in, name="let_in"),
    path("settings/mailboxes/", mailboxes.listing, name="mailboxes"),
    path("settings/mailboxes/add/", mailboxes.add, name="add_mailbox"),
    path("settings/mailboxes/<int:pk>/", mailboxes.edit, name="mailbox"),
    path("settings/mailboxes/<int:pk>/rules/", mail_rules.page, name="mail_rules"),
    path("settings/mailboxes/<int:pk>/domain/", domains.page, name="domain"),
    path("settings/mailboxes/<int:pk>/signature/", outgoing.signature_page, name="signature"),
    path("settings/mailboxes/<int:pk>/acknowledgement/", outgoing.acknowledgement, name="acknowledgement"),
    path("settings/mailboxes/<int:pk>/sign-in/", connecting.sign_in, name="sign_in_mailbox"),
    path("settings/mailboxes/<int:pk>/test/", connecting.test, name="test_mailbox"),
    path("settings/mailboxes/<int:pk>/addresses/", connecting.new_addresses, name="renew_hook"),
    path("settings/mailboxes/signed-in/", connecting.back, name="signed_in"),
    path("settings/sign-in-services/", services.listing, name="services"),
    path("settings/sign-in-services/add/", services.add, name="add_service"),
    path("settings/sign-in-services/<int:pk>/", services.edit, name="service"),
    path("styleguide/", _styleguide, name="styleguide"),
]

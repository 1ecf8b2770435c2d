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
    drafts,
    files,
    inbox,
    macros,
    mail_rules,
    mailboxes,
    outgoing,
    people,
    profile,
    searching,
    sending,
    services,
    starting,
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
    path("conversations/<int:number>/entries/<int:entry>/withdraw/", sending.withdraw, name="withdraw"),
    path("conversations/<int:number>/entries/<int:entry>/send-now/", sending.send_now, name="send_now"),
    path("new/", starting.new, name="new"),
    path("new/people/", starting.suggestions, name="suggestions"),
    path("new/<uuid:key>/", starting.new_draft, name="new_draft"),
    path("new/<uuid:key>/send/", starting.send, name="start"),
    path("new/<uuid:key>/draft/", starting.draft, name="keep_new"),
    path("new/<uuid:key>/draft/files/", starting.draft_files, name="new_files"),
    path("drafts/", drafts.listing, name="drafts"),
    path("drafts/<int:pk>/delete/", drafts.delete, name="delete_draft"),
    path("conversations/<int:number>/status/", acts.status, name="status"),
    path("conversations/<int:number>/close-and-go/", acts.close_and_go, name="close_and_go"),
    path("conversations/<int:number>/assign/", acts.assign, name="assign"),
    path("conversations/<int:number>/priority/", acts.priority, name="priority"),
    path("conversations/<int:number>/tags/", acts.tags, name="tags"),
    path("conversations/<int:number>/snooze/", acts.snooze, name="snooze"),
    path("conversations/<int:number>/macros/", macros.listing, name="run_macros"),
    path("conversations/<int:number>/macros/<int:pk>/", macros.run, name="run_macro"),
    path("conversations/<int:number>/part/", acts.part, name="part"),
    path("conversations/<int:number>/send-again/", acts.send_again, name="send_again"),
    path("conversations/<int:number>/entries/<int:entry>/source/", files.source, name="source"),
    path("conversations/<int:number>/entries/<int:entry>/sending/", files.send_state, name="send_state"),
    path("files/<uuid:public_id>/<path:name>", files.file, name="file"),
    path("search/", searching.page, name="search"),
    path("settings/", profile.home, name="settings"),
    path("settings/profile/", profile.page, name="profile"),
    path("settings/people/", people.listing, name="people"),
    path("settings/people/add/", people.add, name="add_person"),
    path("settings/people/<int:pk>/", people.edit, name="person"),
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

"""The addresses agents work at."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from handrail.accounts.doors import for_agents
from handrail.accounts.models import Agent
from handrail.ui.views import styleguide
from handrail.workspace.views import (
    acts,
    blocking,
    composer,
    connecting,
    domains,
    files,
    inbox,
    mail_rules,
    mailboxes,
    moving,
    outgoing,
    people,
    profile,
    redacting,
    searching,
    services,
    splitting,
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
    path("conversations/<int:number>/snooze/", acts.snooze, name="snooze"),
    path("conversations/<int:number>/part/", acts.part, name="part"),
    path("conversations/<int:number>/follow/", moving.follow, name="follow"),
    path("conversations/<int:number>/move/", moving.move, name="move"),
    path("conversations/<int:number>/undo/", moving.undo, name="undo"),
    path("conversations/<int:number>/merge/", moving.merge, name="merge"),
    path("conversations/<int:number>/unmerge/", moving.unmerge, name="unmerge"),
    path("conversations/<int:number>/link/", moving.link, name="link"),
    path("conversations/<int:number>/unlink/", moving.unlink, name="unlink"),
    path("conversations/<int:number>/split/", splitting.split, name="split"),
    path("conversations/<int:number>/undo-split/", splitting.undo_split, name="undo_split"),
    path("conversations/<int:number>/block/", blocking.block_sender, name="block"),
    path("conversations/<int:number>/redact/", redacting.redact, name="redact"),
    path("conversations/<int:number>/send-again/", acts.send_again, name="send_again"),
    path("conversations/<int:number>/entries/<int:entry>/source/", files.source, name="source"),
    path("conversations/<int:number>/entries/<int:entry>/sending/", files.send_state, name="send_state"),
    path("files/<uuid:public_id>/<path:name>", files.file, name="file"),
    path("search/", searching.page, name="search"),
    path("settings/", profile.home, name="settings"),
    path("settings/profile/", profile.page, name="profile"),
    path("settings/blocks/", blocking.blocks, name="blocks"),
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

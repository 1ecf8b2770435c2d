"""Saved replies go out as a file and come in again."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from handrail.accounts.models import Agent, Mailbox
from handrail.playbooks.exchange import bring
from handrail.playbooks.models import SavedReply
from handrail.playbooks.tests.test_saved_replies import saved
from handrail.playbooks.verbs import Sharing, save_macro

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


def test_what_went_out_comes_in_again_once(
    cleo: Agent, ada: Agent, billing: Mailbox, as_agent: SignIn
) -> None:
    saved("Hello", cleo, en="<p>Hi</p>", fr="<p>Salut</p>")
    saved("Refund", cleo, at=(billing,))
    saved("Ada's own", ada, agent=ada)
    client = as_agent(cleo)
    file = client.get(reverse("export_saved_replies")).content
    assert [told["title"] for told in json.loads(file)["saved_replies"]] == ["Hello", "Refund"]
    SavedReply.objects.filter(title="Refund").delete()
    for _again in range(2):
        sent = {"file": SimpleUploadedFile("saved-replies.json", file)}
        assert client.post(reverse("import_saved_replies"), sent).status_code == 302
    found = SavedReply.objects.get(title="Refund")
    assert (list(found.mailboxes.all()), found.everywhere, found.agent) == ([billing], False, None)
    assert SavedReply.objects.count() == 3


def test_an_agent_reads_no_name_of_a_mailbox_that_they_do_not_see(
    cleo: Agent, ada: Agent, support: Mailbox, billing: Mailbox, as_agent: SignIn
) -> None:
    saved("Refund", cleo, at=(support, billing))
    save_macro(None, name="Noted", steps=[("note", "x")], sharing=Sharing(None, [support, billing]), by=cleo)
    for agent, sees in ((ada, False), (cleo, True)):
        for name in ("saved_replies", "macros", "export_saved_replies"):
            page = as_agent(agent).get(reverse(name)).content.decode()
            assert (billing.name in page or billing.address in page) == sees, name
            assert support.name in page or support.address in page


def test_what_an_agent_brings_is_their_own(ada: Agent) -> None:
    told = {"saved_replies": [{"title": "Hi", "texts": {"en": "<p>Hi<script>x</script></p>"}}]}
    assert bring(json.dumps(told).encode(), by=ada) == 1
    reply = SavedReply.objects.get()
    assert (reply.agent, reply.texts.get().html) == (ada, "<p>Hi</p>")


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"[]",
        b"[" * 5000,
        b'{"saved_replies": {}}',
        b'{"saved_replies": [1]}',
        b'{"saved_replies": [{"title": "x", "texts": []}]}',
        b'{"saved_replies": [{"title": "", "texts": {"en": "x"}}]}',
        b'{"saved_replies": [{"title": "a", "texts": {"en": "a"}}, {"title": "b", "texts": {"en": "{{"}}]}',
        b'{"saved_replies": [{"title": "x", "folder": "\\u0000", "texts": {"en": "x"}}]}',
        b'{"saved_replies": [{"title": "\\ud800", "texts": {"en": "x"}}]}',
        b'{"saved_replies": [{"title": "x", "texts": {"klingon": "x"}}]}',
        b'{"saved_replies": [{"title": "x", "texts": {"en": "x"}, "mailboxes": ["billing@lamp.example"]}]}',
    ],
)
def test_a_file_with_a_mistake_makes_nothing(told: bytes, ada: Agent, billing: Mailbox) -> None:
    with pytest.raises(ValidationError):
        bring(told, by=ada)  # Ada may not see the mailbox of billing
    assert not SavedReply.objects.exists()

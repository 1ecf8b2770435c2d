"""What a customer does in the portal: ask, answer, close, reopen. The verbs do it; here are the limits."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from handrail.accounts.models import Mailbox
from handrail.assistant.beforehand import sent_anyway
from handrail.channels.portal.models import Visit
from handrail.channels.portal.requests import CHANNEL, Request
from handrail.conversations.models import Category, Conversation, Entry
from handrail.conversations.statuses import default_status
from handrail.conversations.verbs import File, Words, close, receive, set_status, start
from handrail.core.abuse.rates import within
from handrail.core.secrets import mask_secrets
from handrail.core.verbs import together
from handrail.customers.models import AddressKind, Customer

LONGEST_SUBJECT, LONGEST_TEXT = 200, 50_000  # characters
MOST_FILES, LARGEST_FILES = 10, 25_000_000  # octets, all files of a message together
MOST_AN_HOUR = 30  # messages of one customer
MOST_CLICKS = 20  # an hour: closed and reopened
HOUR = 3600


@dataclass(frozen=True)
class Sheet:
    """What somebody wrote into a form of the portal, before it is kept.

    `once` is what makes this sending of the form the same as its repetition.
    """

    text: str
    subject: str = ""
    files: Sequence[UploadedFile[Any]] = ()
    once: uuid.UUID | None = None

    @property
    def is_blank(self) -> bool:
        """Nothing would be lost if it were thrown away."""
        return not (self.text or self.subject or self.files)


def ask(visit: Visit, mailbox: Mailbox, sheet: Sheet) -> Conversation:
    """Begin a request. The same `once` twice begins one. Raises ValidationError that says what to do."""
    if not sheet.subject:
        raise ValidationError({"subject": _("Say in a few words what it is about.")})
    words = _words(visit, mailbox, sheet)
    with together():
        made = start(
            mailbox,
            customer=visit.customer,
            words=words,
            by=visit.customer.as_actor(),
            channel=CHANNEL,
            once=_once(visit, "new", sheet.once),
        )
        sent_anyway(made, page=sheet.once, channel=CHANNEL)
    return made


def answer(visit: Visit, request: Request, sheet: Sheet, *, closes: bool = False) -> Entry:
    """Say something more in a request; a closed one is opened again by it, unless it `closes` with these
    words. Raises ValidationError: then neither is done.

    Whose request a colleague answers stands in Cc, so our next answer reaches both.
    """
    root = request.root
    if request.is_over:
        raise ValidationError(_("This request was closed long ago: write a new one."))
    words = _words(visit, root.mailbox, sheet, cc=[] if request.is_own else _people_of(root.customer))
    once = _once(visit, str(root.pk), sheet.once)
    with together():
        said = receive(request.conversation, words=words, by=visit.customer.as_actor(), once=once)
        if closes:
            close_request(visit, request)
    return said


def close_request(visit: Visit, request: Request) -> bool:
    """It is done, says the customer; False when it was. Raises ValidationError."""
    _may_click(visit)
    return close(request.conversation, by=visit.customer.as_actor())


def reopen_request(visit: Visit, request: Request) -> bool:
    """It is not done after all; False when it was open, or closed too long ago. Raises ValidationError."""
    if not request.is_closed or request.is_over:
        return False
    _may_click(visit)
    return set_status(request.conversation, to=default_status(Category.OPEN), by=visit.customer.as_actor())


def _may_click(visit: Visit) -> None:
    if not within("portal click", str(visit.customer_id), most=MOST_CLICKS, seconds=HOUR):
        raise ValidationError(_too_often())


def _words(visit: Visit, mailbox: Mailbox, sheet: Sheet, cc: Sequence[dict[str, str]] = ()) -> Words:
    _check(sheet)
    if not within("portal words", str(visit.customer_id), most=MOST_AN_HOUR, seconds=HOUR):
        raise ValidationError(_too_often())
    return Words(
        text=mask_secrets(sheet.text).text,
        subject=mask_secrets(sheet.subject).text,
        language=get_language(),
        sender={"name": visit.customer.name, "address": _address_of(visit)},
        recipients={"to": [{"name": "", "address": mailbox.address}], "cc": list(cc)},
        files=tuple(_file(one) for one in sheet.files),
        channel=CHANNEL,
    )


def _check(sheet: Sheet) -> None:
    if not sheet.text and not sheet.files:
        raise ValidationError({"text": _("Write something first: the message is empty.")})
    if len(sheet.text) > LONGEST_TEXT:
        told = _("That is too long: write at most %(most)s characters, or attach it as a file.")
        raise ValidationError({"text": told % {"most": LONGEST_TEXT}})
    if len(sheet.subject) > LONGEST_SUBJECT:
        raise ValidationError(
            {"subject": _("Write at most %(most)s characters.") % {"most": LONGEST_SUBJECT}}
        )
    if len(sheet.files) > MOST_FILES:
        raise ValidationError({"files": _("Attach at most %(most)s files.") % {"most": MOST_FILES}})
    if sum(one.size or 0 for one in sheet.files) > LARGEST_FILES:
        told = _("These files are too large: together they may have %(most)s MB.")
        raise ValidationError({"files": told % {"most": LARGEST_FILES // 1_000_000}})


def _too_often() -> str:
    return _("That was very often within one hour. Wait a little, then try again.")


def _file(upload: UploadedFile[Any]) -> File:
    """A file without the secrets in it, where it is text; of others every byte stays."""
    name, kind = upload.name or "file", upload.content_type or "application/octet-stream"
    return File.from_outside(name, kind, upload.read())


def _address_of(visit: Visit) -> str:
    """As the customer writes it: the one they signed in with, else their first."""
    known: list[Any] = list(visit.customer.addresses.filter(kind=AddressKind.EMAIL).order_by("pk"))
    same = (one.value for one in known if one.normalised == visit.address)
    return next(same, "") or next((one.value for one in known), "")


def _people_of(customer: Customer) -> list[dict[str, str]]:
    first = customer.addresses.filter(kind=AddressKind.EMAIL).order_by("pk").first()
    return [{"name": customer.name, "address": first.value}] if first else []


def _once(visit: Visit, where: str, given: uuid.UUID | None) -> uuid.UUID | None:
    """Nobody's sending is another's, whatever their forms say."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"portal {visit.customer_id} {where} {given}") if given else None

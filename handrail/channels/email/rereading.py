"""Read recorded mails once more, to fold what HTML mails quote: those of before folding show it all."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import F

from handrail.channels.email.matching.origins import origin_of
from handrail.channels.email.models import IncomingMail, MailState
from handrail.channels.email.reading.letters import Unreadable
from handrail.channels.email.reading.reader import read_mail
from handrail.channels.email.wording import words_of
from handrail.conversations.models import Direction
from handrail.conversations.verbs import fold
from handrail.core import blobs


def unfolded(after: int = 0, at_most: int = 200) -> list[int]:
    """Mails whose message may show what it quotes, in the order in which they came."""
    rows = IncomingMail.objects.filter(state=MailState.ACCEPTED, pk__gt=after, entry__message__quoted_html="")
    rows = rows.filter(entry__message__direction=Direction.IN, entry__message__raw=F("raw"))
    rows = rows.exclude(entry__message__quoted="")
    return list(rows.order_by("pk").values_list("pk", flat=True)[:at_most])


@transaction.atomic
def reread(pk: int) -> bool:
    """Fold the message of a mail if that changes nothing of what it says; whether it was."""
    mail = IncomingMail.objects.select_related("mailbox", "entry__message").filter(pk=pk).first()
    if mail is None or mail.entry is None:  # an import was taken back meanwhile
        return False
    message = mail.entry.message
    try:
        letter = read_mail(blobs.open_bytes(mail.raw_id))
    except (Unreadable, ObjectDoesNotExist):  # a limit that came later; bytes that were forgotten
        return False
    origin = origin_of(letter, mail.mailbox, dmarc=message.authentication.get("dmarc", ""))
    return fold(message, words_of(mail, origin.letter, origin.writer, message.authentication))

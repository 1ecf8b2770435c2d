"""From a comment to a conversation."""

from __future__ import annotations

import uuid

from handrail.accounts.models import Mailbox
from handrail.conversations.models import Conversation, Place
from handrail.conversations.verbs import Words, move, start
from handrail.core.actors import Actor, ActorKind
from handrail.core.plain_text import text_to_html
from handrail.core.secrets import mask_secrets
from handrail.core.verbs import together
from handrail.customers.verbs import find_or_create
from handrail.helpcenter.addresses import address_of
from handrail.helpcenter.counting import contacted
from handrail.helpcenter.models import Translation


def record(
    translation: Translation, mailbox: Mailbox, *, text: str, address: str, once: uuid.UUID, is_spam: bool
) -> Conversation:
    """Begin the conversation of a comment, in one commit; the same `once` twice begins one.

    A typed address proves nothing: it says whose customer it is, as with forms. What looks like a robot's
    goes to spam, where somebody can look.
    """
    title = translation.published.title if translation.published else str(translation)
    told = f"{mask_secrets(text).text}\n\n{title}\n{address_of(translation, translation.site)}"
    with together():
        customer = find_or_create(address, "", typed=True, language=translation.language)
        words = Words(
            text=told,
            html=text_to_html(told),
            subject=title,
            language=translation.language,
            sender={"name": "", "address": address},
            recipients={"to": [{"name": mailbox.name, "address": mailbox.address}]},
        )
        by = customer.as_actor(address)
        made = start(mailbox, customer=customer, words=words, by=by, channel="article", once=once)
        contacted([translation.article_id], made)
        if is_spam:
            move(made, to=Place.SPAM, by=Actor(ActorKind.RULE, "Help center"))
    return made

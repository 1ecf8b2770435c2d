"""From a comment to a conversation."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.accounts.models import Mailbox
from handrail.channels.article.taking import Comment
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


@dataclass(frozen=True)
class About:
    """What a comment is about: a page by its title and whole address, in the language it is read in."""

    title: str
    address: str
    language: str
    articles: tuple[int, ...] = ()


def about_article(translation: Translation) -> About:
    """An article in one language."""
    title = translation.published.title if translation.published else str(translation)
    where = address_of(translation, translation.site)
    return About(title, where, translation.language, (translation.article_id,))


def record(about: About, mailbox: Mailbox, said: Comment) -> Conversation:
    """Begin the conversation of a comment, in one commit; the same `once` twice begins one.

    A typed address proves nothing: it says whose customer it is, as with forms. What looks like a robot's
    goes to spam, where somebody can look.
    """
    told = f"{mask_secrets(said.text).text}\n\n{about.title}\n{about.address}"
    with together():
        customer = find_or_create(said.address, "", typed=True, language=about.language)
        words = Words(
            text=told,
            html=text_to_html(told),
            subject=about.title,
            language=about.language,
            sender={"name": "", "address": said.address},
            recipients={"to": [{"name": mailbox.name, "address": mailbox.address}]},
        )
        by = customer.as_actor(said.address)
        made = start(mailbox, customer=customer, words=words, by=by, channel="article", once=said.once)
        contacted(about.articles, made)
        if said.is_spam:
            move(made, to=Place.SPAM, by=Actor(ActorKind.RULE, "Help center"))
    return made

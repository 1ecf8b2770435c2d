"""Operators about the state of a conversation: what it is, what is on it, where it lies."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Mailbox
from handrail.conversations.models import (
    Attachment,
    Category,
    Conversation,
    Direction,
    Message,
    Place,
    Priority,
    Seen,
    Status,
    Tag,
)
from handrail.conversations.models.conversation import status_label
from handrail.conversations.queries.field_facts import kind_choices
from handrail.conversations.queries.filters.operators import (
    NOTHING,
    Asking,
    Operator,
    Suggestion,
    any_of,
    choices,
    lines,
    register,
)
from handrail.conversations.queries.filters.people import newest
from handrail.conversations.queries.personal import is_followed_by, is_mentioning
from handrail.core.remembered import remembered
from handrail.ui.words import language_name

MOST_SHOWN = 12
_COMPARED = re.compile(r"(>=|<=|>|<|=)?\s*#?(.+)")
COMPARE = {">=": "gte", "<=": "lte", ">": "gt", "<": "lt", "=": "exact", None: "exact"}


NONE = "none"


def _tag(value: str, _asking: Asking) -> Q:
    on = Conversation.tags.through.objects.filter(tag__in=Tag.objects.filter(name__iexact=value))
    return Q(pk__in=on.values("conversation"))


def _visible_tags(asking: Asking) -> QuerySet[Tag]:
    return Tag.objects.filter(
        pk__in=Conversation.tags.through.objects.filter(
            conversation__in=Conversation.objects.visible_to(asking.agent)
        ).values("tag")
    )


def _tags(asking: Asking, typed: str) -> list[Suggestion]:
    found = _visible_tags(asking).filter(Q(name__istartswith=typed) | Q(name__icontains=f" {typed}"))
    return [Suggestion(name) for name in found.values_list("name", flat=True)[:MOST_SHOWN]]


def _known_tags(asking: Asking, values: Sequence[str]) -> QuerySet[Any, Any]:
    return _visible_tags(asking).filter(any_of("name", values)).order_by().values_list("name")


def _status(value: str, _asking: Asking) -> Q:
    """A category by its English name, or one of the team's own statuses."""
    if value.casefold() in Category.values:
        return Q(category=value.casefold())
    found = [pk for pk, name in all_statuses() if name.casefold() == value.casefold()]
    return Q(status__in=found) if found else NOTHING


def _statuses(_asking: Asking, typed: str) -> list[Suggestion]:
    own = [Suggestion(name, status_label(name)) for name in Status.objects.values_list("name", flat=True)]
    first = [Suggestion(str(category.value), str(category.label)) for category in Category]
    known = {one.value.casefold() for one in first}
    return choices(typed, [*first, *(one for one in own if one.value.casefold() not in known)])


def _known_statuses(_asking: Asking, values: Sequence[str]) -> QuerySet[Any, Any]:
    return Status.objects.filter(any_of("name", values)).order_by().values_list("name")


def _priority(value: str, _asking: Asking) -> Q | str:
    """`high`, or compared: `>=high`."""
    found = _COMPARED.fullmatch(value.strip())
    level = Priority.__members__.get(found.group(2).upper()) if found else None
    if found is None or level is None:
        return gettext("Write low, normal, high or urgent, also as >=high.")
    return Q(**{f"priority__{COMPARE[found.group(1)]}": level.value})


def _priorities(_asking: Asking, typed: str) -> list[Suggestion]:
    known = [Suggestion(level.name.lower(), str(level.label)) for level in reversed(Priority)]
    return choices(typed, [*known, Suggestion(">=high", gettext("High or urgent"))])


def _unread(asking: Asking) -> Q:
    seen = Seen.objects.filter(agent=asking.agent, conversation=OuterRef("pk")).values("entry")[:1]
    newest = Greatest("last_customer_entry", "last_side_entry")
    return _AWAKE & Q(GreaterThan(newest, Coalesce(Subquery(seen), Value(0))))


_AWAKE = Q(place=Place.INBOX, snoozed_until=None)
PLACES = {Place.SPAM.value, Place.TRASH.value, Place.ASSISTANT.value}
IS: dict[str, tuple[object, Callable[[Asking], Q]]] = {
    "open": (_("Ours to answer"), lambda _: _AWAKE & Q(category__in=[Category.OPEN, Category.OTHERS])),
    "waiting": (_("Waiting for the customer"), lambda _: _AWAKE & Q(category=Category.WAITING)),
    "closed": (_("Done"), lambda _: _AWAKE & Q(category=Category.CLOSED)),
    "snoozed": (_("Asleep"), lambda _: Q(snoozed_until__isnull=False)),
    "unread": (_("With news you have not read"), _unread),
    "mentioned": (
        _("A note mentions you, and you have not answered"),
        lambda asking: is_mentioning(asking.agent),
    ),
    "followed": (_("You follow it"), lambda asking: is_followed_by(asking.agent)),
    "assigned": (_("Somebody has it"), lambda _: Q(assignee__isnull=False)),
    "unassigned": (_("Nobody has it"), lambda _: Q(assignee=None)),
    "unanswered": (_("The customer waits"), lambda _: Q(waiting_since__isnull=False)),
    "assistant": (_("With the assistant"), lambda _: Q(place=Place.ASSISTANT)),
    "spam": (_("In spam"), lambda _: Q(place=Place.SPAM)),
    "trash": (_("In the trash"), lambda _: Q(place=Place.TRASH)),
}


_ELSEWHERE = {"archived": "closed", "done": "closed", "pending": "waiting", "solved": "closed"}


def _is(value: str, asking: Asking) -> Q | str:
    if found := IS.get(value.casefold()):
        return found[1](asking)
    if meant := _ELSEWHERE.get(value.casefold()):
        words = {"name": f"is:{value}", "meant": f"is:{meant}"}
        return gettext("There is no %(name)s – did you mean %(meant)s?") % words
    return gettext("Write one of these: %(names)s.") % {"names": ", ".join(IS)}


def _states(_asking: Asking, typed: str) -> list[Suggestion]:
    return choices(typed, [Suggestion(name, str(label)) for name, (label, _select) in IS.items()])


def _with_attachment() -> Q:
    files = Attachment.objects.filter(inline=False, message__isnull=False)
    return Q(pk__in=files.values("message__conversation"))


HAS: dict[str, tuple[object, Callable[[], Q]]] = {
    "attachment": (_("A file"), _with_attachment),
    "note": (
        _("A note"),
        lambda: Q(pk__in=Message.objects.filter(direction=Direction.NOTE).values("conversation")),
    ),
    "tag": (_("A tag"), lambda: Q(pk__in=Conversation.tags.through.objects.values("conversation"))),
}


def _has(value: str, _asking: Asking) -> Q | str:
    found = HAS.get(value.casefold())
    return found[1]() if found else gettext("Write one of these: %(names)s.") % {"names": ", ".join(HAS)}


def _havings(_asking: Asking, typed: str) -> list[Suggestion]:
    return choices(typed, [Suggestion(name, str(label)) for name, (label, _select) in HAS.items()])


def _in(value: str, _asking: Asking) -> Q:
    called = value.casefold()
    found = [pk for pk, *names in all_mailboxes() if called in map(str.casefold, names)]
    return Q(mailbox__in=found) if found else NOTHING


@remembered
def all_mailboxes() -> tuple[tuple[int, str, str], ...]:
    """Key, name and address of each: who may see it is decided by the rows, not here."""
    return tuple(Mailbox.objects.order_by("pk").values_list("pk", "name", "address"))


@remembered
def all_statuses() -> tuple[tuple[int, str], ...]:
    """Key and name of each."""
    return tuple(Status.objects.order_by("pk").values_list("pk", "name"))


def _mailboxes(asking: Asking, typed: str) -> list[Suggestion]:
    known = Mailbox.objects.visible_to(asking.agent).values_list("name", "address")[:100]
    return choices(typed, [Suggestion(name, address) for name, address in known])


def _known_mailboxes(asking: Asking, values: Sequence[str]) -> QuerySet[Any, Any]:
    found = Mailbox.objects.visible_to(asking.agent).filter(
        any_of("name", values) | any_of("address", values)
    )
    return found.order_by().annotate(called=lines("name", "address")).values_list("called")


def _language(value: str, _asking: Asking) -> Q | str:
    code = value.casefold()
    if code == "none":
        return Q(language=None) | Q(language="")
    if not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})?", code):
        return gettext("Write the code of a language, such as ro or fr, or none.")
    return Q(language=code)


def _languages(asking: Asking, typed: str) -> list[Suggestion]:
    codes = sorted({code for code in newest(asking).values_list("language", flat=True) if code})
    return choices(typed, [Suggestion(code, language_name(code)) for code in codes])


def _number(value: str, _asking: Asking) -> Q | str:
    found = _COMPARED.fullmatch(value.strip())
    if found is None or not re.fullmatch("[0-9]{1,9}", found.group(2)):
        return gettext("Write the number of a conversation, also as >800.")
    return Q(**{f"number__{COMPARE[found.group(1)]}": int(found.group(2))})


register(
    Operator(
        "tag",
        _("Tag"),
        _("a tag"),
        "tag:refund",
        _tag,
        _tags,
        existing=_known_tags,
        missing=_("No conversation you can see has the tag “%(value)s”."),
    ),
    Operator(
        "status",
        _("Status"),
        _("open, waiting, others, closed, or a status of yours"),
        "status:open",
        _status,
        _statuses,
        existing=_known_statuses,
        depends_on=all_statuses,
        always=frozenset(Category.values),
        missing=_("There is no status “%(value)s” (any more): choose another."),
    ),
    Operator(
        "priority",
        _("Priority"),
        _("low, normal, high, urgent; also >=high"),
        "priority:>=high",
        _priority,
        _priorities,
    ),
    Operator(
        "is",
        pgettext_lazy("filter", "Is"),
        _(
            "open, waiting, closed, snoozed, unread, mentioned, followed, assigned, unassigned, unanswered,"
            " assistant, spam, trash"
        ),
        "is:unread",
        _is,
        _states,
    ),
    Operator(
        "has",
        pgettext_lazy("filter", "Has"),
        _("attachment, note or tag"),
        "has:attachment",
        _has,
        _havings,
        is_slow=True,
    ),
    Operator(
        "in",
        _("Mailbox"),
        _("the name or address of a mailbox"),
        'in:"Lamp support"',
        _in,
        _mailboxes,
        existing=_known_mailboxes,
        depends_on=all_mailboxes,
        missing=_("You see no mailbox “%(value)s”: it may have been renamed."),
    ),
    Operator("lang", _("Language"), _("the code of a language, or none"), "lang:ro", _language, _languages),
    Operator("number", _("Number"), _("a number, also as >800"), "number:812", _number),
)


def _kind(value: str, _asking: Asking) -> Q | str:
    if value.casefold() == NONE:
        return Q(kind=None)
    wanted = value.casefold()
    keys = [one.key for one in kind_choices() if wanted in (one.key.casefold(), str(one.label).casefold())]
    return (
        Q(kind__key__in=keys) if keys else gettext("There is no such kind: choose one from the suggestions.")
    )


def _kinds(_asking: Asking, typed: str) -> list[Suggestion]:
    return choices(typed, [Suggestion(one.key, str(one.label)) for one in kind_choices() if one.offered])


register(Operator("kind", _("Kind of contact"), _("a kind, or none"), "kind:bug", _kind, _kinds))

"""Threads as people write them: seeded, with mail programs that keep only half of the headers."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.policy import SMTP

MAILBOX, ALIAS = "support@lamp.example", "help@lamp.example"
_SUBJECTS = ("Help", "Order", "Invoice", "Question", "Urgent!", "", "Rechnung", "Problème", "Re: Help")
_PROGRAMS = ("all", "all", "all", "parent", "references", "last two", "root and parent")


@dataclass(frozen=True)
class Written:
    """One mail of a thread, before it is put into bytes."""

    thread: int
    id: str
    author: str
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    subject: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    chain: tuple[str, ...] = field(default=(), compare=False)

    def raw(self) -> bytes:
        """The mail as it arrives."""
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"] = self.author, ", ".join(self.to)
        if self.cc:
            mail["Cc"] = ", ".join(self.cc)
        mail["Subject"], mail["Message-ID"] = self.subject, f"<{self.id}>"
        if self.in_reply_to:
            mail["In-Reply-To"] = f"<{self.in_reply_to}>"
        if self.references:
            mail["References"] = " ".join(f"<{one}>" for one in self.references)
        mail.set_content(f"Words of {self.id}.\n")
        return mail.as_bytes()

    def without_headers(self) -> Written:
        """The same mail by a program that threads nothing."""
        return replace(self, in_reply_to="", references=())


def threads(count: int, tag: str, seed: int) -> list[Written]:
    """`count` threads, and about a tenth as many mails of strangers with references to them."""
    dice = random.Random(seed)
    people = [f"person{number}@firm{number % 7}.example" for number in range(max(10, count // 2))]
    mails = [mail for number in range(count) for mail in _thread(number, tag, people, dice)]
    return [*mails, *_forged(mails, count, tag, dice)]


def _thread(number: int, tag: str, people: list[str], dice: random.Random) -> Iterator[Written]:
    first = f"{tag}.{number}.0@post.example"
    author, *rest = dice.sample(people, 5)
    named = tuple(rest[: dice.choice((0, 0, 1, 2))])
    us = dice.choice((MAILBOX, MAILBOX, ALIAS))
    written = [Written(number, first, author, (us,), named, dice.choice(_SUBJECTS), chain=(first,))]
    for position in range(1, dice.choice((1, 2, 3, 5, 9))):
        parent = dice.choice(written[-3:])
        written.append(_answer(parent, f"{tag}.{number}.{position}@post.example", people, dice))
    yield from written


def _answer(parent: Written, id_: str, people: list[str], dice: random.Random) -> Written:
    """Somebody who got the parent, or wrote it, answers: to its author, to all, or to us alone."""
    got = [one for one in (parent.author, *parent.to, *parent.cc) if one not in (MAILBOX, ALIAS)]
    author = dice.choice(got)
    others = tuple(one for one in dict.fromkeys(got) if one != author)
    new = [dice.choice(people)] if dice.random() < 0.2 else []  # brought in by this mail
    more = tuple(one for one in new if one != author and one not in others)
    ways = (((MAILBOX,), (*others, *more)), ((*others, MAILBOX), more), ((MAILBOX,), more))
    to, cc = dice.choice(ways)
    subject = dice.choice((f"Re: {parent.subject}", parent.subject, dice.choice(_SUBJECTS)))
    in_reply_to, references = _headers(parent, dice.choice(_PROGRAMS))
    return Written(parent.thread, id_, author, to, cc, subject, in_reply_to, references, (*parent.chain, id_))


def _headers(parent: Written, program: str) -> tuple[str, tuple[str, ...]]:
    """In-Reply-To and References, as that kind of program writes them."""
    chain = parent.chain
    return {
        "all": (parent.id, chain),
        "parent": (parent.id, ()),
        "references": ("", chain),
        "last two": (parent.id, chain[-2:]),
        "root and parent": ("", tuple(dict.fromkeys((chain[0], parent.id)))),
    }[program]


def _forged(mails: list[Written], count: int, tag: str, dice: random.Random) -> Iterator[Written]:
    """Strangers who know a Message-ID, invent a signature, or repeat the id of another mail as their own."""
    for number in range(max(3, count // 10)):
        known, stranger = dice.choice(mails), f"stranger{number}@elsewhere.example"
        id_ = known.id if number % 3 == 2 else f"{tag}.x{number}@elsewhere.example"
        invented = f"hr.{number + 1}.{'a' * 26}@lamp.example"
        named = () if number % 3 == 2 else (known.id, invented)
        yield Written(count + number, id_, stranger, (MAILBOX,), (), known.subject, references=named)

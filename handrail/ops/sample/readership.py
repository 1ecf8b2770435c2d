"""What readers of the sample's help center do in an ordinary week: read, search, vote, and still write."""

from __future__ import annotations

from dataclasses import dataclass, field

ASKED_IN = {"en": 50, "fr": 16, "ro": 14, "ru": 9, "sl": 6, "ar": 5}
"""Of a hundred readers, how many ask for which language."""


@dataclass(frozen=True)
class Read:
    """How an article is read: times a day by now, and what follows of a thousand of these.

    `helped` of a hundred votes say yes; `reasons` of the others, by weight. `surge`: how many times as often
    it is read since version 3.2 came out. `asked_by` are stories that began after reading it.
    """

    slug: str
    a_day: float
    contacts: float = 8
    inserts: float = 6
    votes: float = 30
    helped: int = 85
    reasons: dict[str, int] = field(default_factory=lambda: {"unclear": 1, "incomplete": 1})
    surge: float = 1
    asked_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sought:
    """A search: times a week by now; `found` is whether anything is, `opened` which articles by how many of a
    hundred.
    """

    language: str
    words: str
    a_week: float
    found: bool = True
    opened: dict[str, int] = field(default_factory=dict)
    surge: float = 1


READ = (
    Read(
        "white-page-after-an-update",
        14,
        contacts=30,
        inserts=22,
        helped=78,
        reasons={"wrong": 5, "incomplete": 2, "unclear": 1},
        surge=4,
        asked_by=("dora-white-page", "bart-white-page", "anton-white-page", "henrik-go-back"),
    ),
    Read("install-lamp", 22, contacts=4, helped=92, asked_by=("nell-staging",)),
    Read("first-gallery", 16, contacts=5, helped=90),
    Read("update-lamp-safely", 11, contacts=9, surge=2, asked_by=("grace-is-321-the-fix", "isla-php")),
    Read("pictures-do-not-load", 13, contacts=14, inserts=6),
    Read("send-us-the-diagnostics", 5, contacts=60, inserts=40, votes=5),
    Read(
        "how-templates-are-found",
        6,
        contacts=55,
        votes=160,
        helped=24,
        reasons={"unclear": 7, "incomplete": 4, "wrong": 1, "other": 1},
        asked_by=("priya-own-badge", "dora-three-columns"),
    ),
    Read("columns-on-a-phone", 6, helped=88, asked_by=("forum-grid-gap",)),
    Read("which-licence-fits", 12, contacts=18, asked_by=("mei-before-i-buy", "kestrel-26th-site")),
    Read("find-an-invoice", 10, contacts=12, inserts=18, helped=81, asked_by=("svetilka-invoice",)),
    Read("move-a-licence", 5, contacts=16, inserts=9, asked_by=("noor-licence-move", "svetilka-licence-key")),
)

SOUGHT = (
    # What many look for and nobody has written.
    Sought("en", "gdpr contract", 9, found=False),
    Sought("en", "gdpr", 5, found=False),
    Sought("fr", "rgpd", 3, found=False),
    Sought("ro", "acord gdpr", 2, found=False),
    Sought("en", "downgrade", 4, found=False, surge=4),
    Sought("en", "student discount", 4, found=False),
    Sought("en", "questionnaire", 2, found=False),
    Sought("sl", "študentje", 1, found=False),
    Sought("en", "ebooks", 5, found=False),
    # What is found, and does not look as if it were the answer.
    Sought("en", "slow gallery", 6, opened={"first-gallery": 20}),
    Sought("en", "own badge on a tile", 4, opened={"how-templates-are-found": 25}),
    Sought("en", "refund", 5, opened={"find-an-invoice": 30}),
    Sought("fr", "galerie lente", 2),
    Sought("en", "dark mode", 2),
    # What is found and read.
    Sought("en", "white page", 8, opened={"white-page-after-an-update": 88}, surge=5),
    Sought("ro", "pagina alba", 3, opened={"white-page-after-an-update": 90}, surge=4),
    Sought("fr", "page blanche", 3, opened={"white-page-after-an-update": 85}, surge=4),
    Sought("ru", "белая страница", 2, opened={"white-page-after-an-update": 80}, surge=3),
    Sought("ar", "صفحة بيضاء", 1, opened={"white-page-after-an-update": 75}, surge=2),
    Sought("en", "empty the cache", 4, opened={"white-page-after-an-update": 60}),
    Sought("en", "grey tiles", 5, opened={"pictures-do-not-load": 82}),
    Sought("en", "invoice", 8, opened={"find-an-invoice": 86}),
    Sought("fr", "facture", 3, opened={"find-an-invoice": 90}),
    Sought("en", "new domain", 4, opened={"move-a-licence": 78}),
    Sought("en", "how many sites", 5, opened={"which-licence-fits": 80}),
    Sought("en", "install", 6, opened={"install-lamp": 84}),
    Sought("en", "update", 5, opened={"update-lamp-safely": 70}, surge=2),
)

WANTED = (("sell-downloads", "en", "ebooks"),)
"""Searches that an article is to answer: its slug, the language, the words."""

FOLLOWED = {"white": 46, "grey": 31, "other": 12}
"""Of a hundred who begin the guide, how many come to which step."""
BEGUN = 7  # times a day by now

"""Where the articles of the sample's help center stand, for whom they are, and which shelves there are.

Their words are the Markdown files beside this one: `articles/<language>/<slug>.md`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from handrail.helpcenter.models import Visibility

WORDS = Path(__file__).parent / "articles"
LANGUAGES = ("en", "fr", "ro", "ru", "sl", "ar")


@dataclass(frozen=True)
class Shelf:
    """A category: its names by language, "name: what is on it"; `above` is another one's slug."""

    slug: str
    icon: str
    names: dict[str, str]
    above: str = ""


@dataclass(frozen=True)
class Told:
    """An article: `slug` is its file in English, `others` its files in other languages.

    `earlier`: its first version lies in `articles/earlier`; those of `stale` were written from that one.
    """

    slug: str
    shelf: str
    others: dict[str, str] = field(default_factory=dict)
    owner: str = "ada"
    visibility: str = Visibility.PUBLIC
    plans: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    true_for: timedelta = timedelta(days=120)
    is_draft: bool = False
    significance: int = 0
    stale: tuple[str, ...] = ()
    drafts: dict[str, str] = field(default_factory=dict)


SHELVES = (
    Shelf(
        "getting-started",
        "rocket",
        {
            "en": "Getting started: Install Lamp and put the first gallery on a page.",
            "fr": "Premiers pas: Installer Lamp et mettre la première galerie sur une page.",
            "ro": "Primii pași: Instalați Lamp și puneți prima galerie pe o pagină.",
            "ru": "Первые шаги: Установка Lamp и первая галерея на странице.",
            "sl": "Prvi koraki: Namestitev in prva galerija.",
            "ar": "الخطوات الأولى: تثبيت Lamp ووضع أول معرض في صفحة.",
        },
    ),
    Shelf(
        "when-something-breaks",
        "wrench",
        {
            "en": "When something breaks: What we are asked most, and what helps at once.",
            "fr": "Quand quelque chose casse: Vos questions les plus fréquentes, et ce qui aide.",
            "ro": "Când ceva nu merge: Ce suntem întrebați cel mai des și ce ajută pe loc.",
            "ru": "Когда что-то сломалось: О чём нас спрашивают чаще всего.",
            "sl": "Ko se kaj pokvari: Kar nas največ sprašujete.",
            "ar": "عندما يتعطل شيء: أكثر ما نُسأل عنه وما يفيد فورًا.",
        },
    ),
    Shelf(
        "updates",
        "refresh-cw",
        {
            "en": "Updates: Before, during and after a new version.",
            "fr": "Mises à jour: Avant, pendant et après une nouvelle version.",
            "ro": "Actualizări: Înainte, în timpul și după o versiune nouă.",
            "ru": "Обновления: До новой версии, во время и после.",
            "sl": "Posodobitve: Pred novo različico in po njej.",
            "ar": "التحديثات: قبل الإصدار الجديد وأثناءه وبعده.",
        },
        above="when-something-breaks",
    ),
    Shelf(
        "looks",
        "layout-grid",
        {
            "en": "Looks and templates: Columns, colours, and templates of your own.",
            "fr": "Aspect et modèles: Colonnes, couleurs et vos propres modèles.",
            "ro": "Aspect și șabloane: Coloane, culori și șabloane proprii.",
        },
    ),
    Shelf(
        "licence-and-invoices",
        "receipt",
        {
            "en": "Licence and invoices: Plans, seats, receipts and VAT.",
            "fr": "Licence et factures: Formules, sites, reçus et TVA.",
            "ro": "Licență și facturi: Planuri, situri, chitanțe și TVA.",
            "sl": "Licence in računi: Paketi, računi in DDV.",
        },
    ),
    Shelf("handbook", "book-lock", {"en": "Handbook: How we work. Only the team sees this."}),
)

ARTICLES = (
    Told(
        "install-lamp",
        "getting-started",
        {"fr": "installer-lamp", "ru": "ustanovka-lamp"},
        labels=("setup",),
        significance=20,
        stale=("fr",),
    ),
    Told("first-gallery", "getting-started", {"ro": "prima-galerie"}, "ben", labels=("setup",)),
    Told(
        "white-page-after-an-update",
        "updates",
        {
            "fr": "page-blanche-apres-une-mise-a-jour",
            "ro": "pagina-alba-dupa-actualizare",
            "ru": "belaya-stranitsa-posle-obnovleniya",
            "ar": "white-page-after-an-update",
            "sl": "bela-stran-po-posodobitvi",
        },
        "ben",
        labels=("known issue", "update"),
        products=("lamp_3_2", "lamp_3_2_1"),
        true_for=timedelta(days=20),
        significance=30,
        stale=("sl",),
    ),
    Told("update-lamp-safely", "updates", {}, "ben", labels=("update",)),
    Told("pictures-do-not-load", "when-something-breaks", {"ro": "imaginile-nu-se-incarca"}),
    Told("send-us-the-diagnostics", "when-something-breaks", {"fr": "envoyez-nous-le-diagnostic"}),
    Told("how-templates-are-found", "looks", {}, "ben", true_for=timedelta(days=-9)),
    Told("columns-on-a-phone", "looks"),
    Told("which-licence-fits", "licence-and-invoices", {}, "cleo", labels=("pre-sales",)),
    Told(
        "find-an-invoice",
        "licence-and-invoices",
        {"fr": "trouver-une-facture"},
        "cleo",
        drafts={"sl": "poiscite-racun"},
    ),
    Told("move-a-licence", "licence-and-invoices", {}, "cleo"),
    Told(
        "lamp-4-beta",
        "updates",
        {},
        "ben",
        visibility=Visibility.CUSTOMERS,
        plans=("pro", "agency"),
        products=("lamp_pro_4_0_beta",),
    ),
    Told("when-we-refund", "handbook", {}, "cleo", visibility=Visibility.INTERNAL),
    Told("sell-downloads", "getting-started", {}, "ada", is_draft=True),
)

SNIPPETS = {
    "empty-the-cache": {
        "en": ":::steps\n1. Open **Lamp → Tools** and choose **Empty cache**. "
        "This deletes no products and no settings.\n"
        "2. Wait for the green line *The cache is empty.*\n:::",
        "fr": ":::steps\n1. Ouvrez **Lamp → Outils** et choisissez **Vider le cache**. "
        "Cela ne supprime ni produits ni réglages.\n"
        "2. Attendez la ligne verte *Le cache est vide.*\n:::",
        "ro": ":::steps\n1. Deschideți **Lamp → Instrumente** și alegeți **Golește memoria cache**. "
        "Nu se șterg nici produse, nici setări.\n"
        "2. Așteptați rândul verde *Memoria cache este goală.*\n:::",
        "ru": ":::steps\n1. Откройте **Lamp → Инструменты** и выберите **Очистить кэш**. "
        "Ни товары, ни настройки не удаляются.\n"
        "2. Дождитесь зелёной строки *Кэш пуст.*\n:::",
        "ar": ":::steps\n1. افتح **Lamp ← الأدوات** واختر **إفراغ الذاكرة المؤقتة**. "
        "لا يحذف ذلك منتجات ولا إعدادات.\n"
        "2. انتظر السطر الأخضر *الذاكرة المؤقتة فارغة.*\n:::",
    }
}

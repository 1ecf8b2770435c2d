"""The sample's learning path, and its guide from a question to an answer."""

from __future__ import annotations

from handrail.accounts.models import Agent
from handrail.helpcenter.guides.steps import Choice, Step, steps_of
from handrail.helpcenter.guides.verbs import create_guide, publish_guide, save_step
from handrail.helpcenter.models import Article, Site, Translation
from handrail.helpcenter.paths.verbs import add_step, create_path, describe_path, publish_path

_PATH = {
    "en": ("Your first hour with Lamp", "Install it, make a gallery, and know how to update it."),
    "fr": ("Votre première heure avec Lamp", "L'installer, créer une galerie, la mettre à jour."),
    "ro": ("Prima oră cu Lamp", "Instalarea, o galerie și prima actualizare."),
}
_ALONG = ("install-lamp", "first-gallery", "columns-on-a-phone", "update-lamp-safely")
_ASKED = {"en": "What do you see?", "fr": "Que voyez-vous ?"}
_ANSWERS = (
    (
        "white",
        {"en": "A white page", "fr": "Une page blanche"},
        {"en": "The template cache is old", "fr": "Le cache des modèles est ancien"},
        {
            "en": "Your products are safe. Emptying the cache brings the page back.",
            "fr": "Vos produits sont en sécurité. Vider le cache fait revenir la page.",
        },
        "white-page-after-an-update",
    ),
    (
        "grey",
        {"en": "Grey tiles instead of pictures", "fr": "Des carrés gris au lieu des images"},
        {"en": "The pictures are not found", "fr": "Les images ne sont pas trouvées"},
        {
            "en": "Three causes account for nearly all such pages.",
            "fr": "Trois causes expliquent presque toutes ces pages.",
        },
        "pictures-do-not-load",
    ),
    (
        "other",
        {"en": "Something else", "fr": "Autre chose"},
        {"en": "Let us look at it", "fr": "Regardons cela ensemble"},
        {
            "en": "Send us the diagnostics and the address of the page.",
            "fr": "Envoyez-nous le diagnostic et l'adresse de la page.",
        },
        "send-us-the-diagnostics",
    ),
)


def lead_readers(site: Site, lead: Agent) -> None:
    """Make both; what they lead to stands by now."""
    articles = {
        one.slug: one.article
        for one in Translation.objects.filter(site=site, language="en").select_related("article")
    }
    _path(site, articles, lead)
    _guide(site, articles, lead)


def _path(site: Site, articles: dict[str, Article], lead: Agent) -> None:
    path = create_path(site, language="en", title=_PATH["en"][0], by=lead)
    for language, (title, description) in _PATH.items():
        describe_path(path, language=language, title=title, description=description, by=lead)
    for slug in _ALONG:
        add_step(path, articles[slug], by=lead)
    publish_path(path, is_published=True, by=lead)


def _guide(site: Site, articles: dict[str, Article], lead: Agent) -> None:
    guide = create_guide(site, language="en", title="My page does not look right", by=lead)
    (first,) = steps_of(guide.steps)
    choices = tuple(Choice(key, label) for key, label, *_rest in _ANSWERS)
    for key, _label, text, more, slug in _ANSWERS:
        save_step(guide, Step(key, text, more, article=articles[slug].pk), by=lead)
    save_step(guide, Step(first.key, _ASKED, choices=choices), by=lead)
    publish_guide(guide, is_published=True, by=lead)

"""What people at Lamp say and do again and again: six saved replies in two languages, and two macros."""

from __future__ import annotations

from datetime import date

from handrail.accounts.models import Agent, Mailbox
from handrail.conversations.models import Category
from handrail.conversations.statuses import default_status
from handrail.playbooks.models import Macro, SavedReply
from handrail.playbooks.verbs import Sharing, Variant, save_macro, save_reply

_HELLO = "<p>Hello {{customer.first_name|and thank you for writing}},</p>"
_BONJOUR = "<p>Bonjour {{customer.first_name|et merci de votre message}},</p>"
# Folder, title, English, French, how often it has been used.
_REPLIES = (
    (
        "Updates",
        "White page after the update",
        "<p>the page stays white because a cached template is older than the plugin. Please empty "
        "the cache:</p>"
        "<ol><li>open <strong>Lamp, Tools</strong>,</li><li>press <strong>Empty the cache</strong>,</li>"
        "<li>load the page again.</li></ol><p>If it stays white, send us the diagnostics from the "
        "same page.</p>",
        "<p>la page reste blanche parce qu'un modèle en cache est plus ancien que l'extension. "
        "Videz le cache :</p>"
        "<ol><li>ouvrez <strong>Lamp, Outils</strong>,</li><li>appuyez sur <strong>Vider le "
        "cache</strong>,</li>"
        "<li>rechargez la page.</li></ol><p>Si elle reste blanche, envoyez-nous le diagnostic de "
        "cette page.</p>",
        41,
    ),
    (
        "Updates",
        "Ask for the diagnostics",
        "<p>could you send us the diagnostics? You find them under <strong>Lamp, Tools, "
        "Diagnostics</strong>; they hold "
        "versions and settings, and no passwords.</p>",
        "<p>pourriez-vous nous envoyer le diagnostic ? Il se trouve sous <strong>Lamp, Outils, "
        "Diagnostic</strong> ; "
        "il contient des versions et des réglages, aucun mot de passe.</p>",
        63,
    ),
    (
        "Updates",
        "Fixed in the next version",
        "<p>we have found the cause, and the next version mends it. We write to you in conversation "
        "#{{conversation.number}} as soon as it is out.</p>",
        "<p>nous avons trouvé la cause ; la prochaine version la corrige. Nous vous écrirons dans "
        "la conversation "
        "n° {{conversation.number}} dès sa sortie.</p>",
        12,
    ),
    (
        "Money",
        "Refund is on its way",
        "<p>we have refunded your payment. Banks take three to five working days to show it.</p>",
        "<p>nous avons remboursé votre paiement. Les banques mettent trois à cinq jours ouvrés à "
        "l'afficher.</p>",
        19,
    ),
    (
        "Money",
        "A copy of the invoice",
        "<p>every invoice waits for you under <strong>My account, Invoices</strong>, as a PDF. "
        "Tell us if one is missing, "
        "or if a name on it should change.</p>",
        "<p>toutes les factures vous attendent en PDF sous <strong>Mon compte, Factures</strong>. "
        "Dites-nous s'il en "
        "manque une, ou si un nom doit changer.</p>",
        8,
    ),
    (
        "",
        "Did that help?",
        "<p>did that help? If we hear nothing for a week we take it for a yes; an answer opens the "
        "conversation again.</p>",
        "<p>est-ce résolu ? Sans nouvelles d'ici une semaine nous le supposerons ; une réponse "
        "rouvre la conversation.</p>",
        27,
    ),
)


def fill_playbooks(lead: Agent, billing: Mailbox) -> None:
    """The team's saved replies and macros, where there are none yet."""
    if SavedReply.objects.exists() or Macro.objects.exists():
        return
    made = [_reply(lead, billing, *told) for told in _REPLIES]
    SavedReply.objects.filter(pk=made[2].pk).update(review_on=date(2026, 11, 1))
    waiting, solved = default_status(Category.WAITING).pk, default_status(Category.CLOSED).pk
    team = Sharing(None)
    ask = [("reply", str(made[1].pk)), ("assign", "me"), ("tag", "diagnostics"), ("status", str(waiting))]
    save_macro(None, name="Ask for the diagnostics and wait", key="d", steps=ask, sharing=team, by=lead)
    nudge = [("tag", "asked twice"), ("status", str(solved)), ("note", "Nothing heard for a week.")]
    save_macro(None, name="Close after silence", key="x", steps=nudge, sharing=team, by=lead)


def _reply(
    lead: Agent, billing: Mailbox, folder: str, title: str, english: str, french: str, used: int
) -> SavedReply:
    variants = [Variant("en", "", _HELLO + english), Variant("fr", "", _BONJOUR + french)]
    sharing = Sharing(None, [billing] if folder == "Money" else [])
    reply = save_reply(
        None, title=title, folder=folder, variants=variants, sharing=sharing, by=lead, owner=lead
    )
    SavedReply.objects.filter(pk=reply.pk).update(used=used)
    return reply

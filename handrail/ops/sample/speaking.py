"""What Lamp tells everybody about its support: a letter in three languages, a plan, and how it goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.helpcenter.models import Site
from handrail.helpcenter.sites import the_site
from handrail.outreach.models import LetterText, PlanStep, StepState, SupportPage
from handrail.outreach.verbs import (
    LetterWords,
    NoteWords,
    note_progress,
    publish_letter,
    save_letter,
    save_step,
    set_page,
    show_step,
)

_WRITTEN = timedelta(days=24)

LETTER = {
    "en": LetterWords(
        "Why some of you wait, and what we do about it",
        "When Lamp 3.2 came out, you wrote to us twice as often as before, and for two weeks we did not keep "
        "up. Some of you waited **three days** for a first answer. That is not what we promised.\n\n"
        "You can see above how long an answer takes right now. Those are our own figures, not a wish.",
        "- Whoever writes about a licence or an invoice hears from us on the same day.\n"
        "- The article about the [white page](white-page-after-an-update) answers what most of you asked.\n"
        "- Chat is open on weekdays, and a person answers in it.",
        "- Questions about your own templates take longest: two of us can answer them.\n"
        "- In French and Romanian we are slower than in English.\n"
        "- We have no night shift: whoever writes from the Americas hears from us the next morning.",
    ),
    "fr": LetterWords(
        "Pourquoi certains attendent, et ce que nous faisons",
        "À la sortie de Lamp 3.2, vous nous avez écrit deux fois plus souvent qu'avant et, pendant deux "
        "semaines, nous n'avons pas suivi. Certains ont attendu **trois jours** une première réponse. "
        "Ce n'est pas ce que nous avions promis.\n\n"
        "Vous voyez ci-dessus combien de temps prend une réponse en ce moment. Ce sont nos propres chiffres.",
        "- Pour une licence ou une facture, vous avez une réponse le jour même.\n"
        "- Le chat est ouvert en semaine, et c'est une personne qui y répond.",
        "- Les questions sur vos propres modèles prennent le plus de temps : deux d'entre nous y répondent.\n"
        "- En français et en roumain, nous sommes plus lents qu'en anglais.",
    ),
    "ar": LetterWords(
        "لماذا ينتظر بعضكم، وماذا نفعل حيال ذلك",
        "عندما صدر Lamp 3.2 كتبتم إلينا ضعف ما كنتم تكتبون، ولم نلحق بذلك أسبوعين. "
        "انتظر بعضكم **ثلاثة أيام** للحصول على أول رد. ليس هذا ما وعدنا به.",
        "- من يكتب عن ترخيص أو فاتورة يسمع منا في اليوم نفسه.",
        "- الأسئلة عن قوالبكم الخاصة تستغرق أطول وقت.\n- بالفرنسية والرومانية نحن أبطأ مما بالإنجليزية.",
    ),
}


@dataclass(frozen=True)
class Step:
    """A step by language, and what was told of it: days ago, what it became, the words."""

    titles: dict[str, str]
    bodies: dict[str, str] = field(default_factory=dict)
    told: tuple[tuple[int, str, dict[str, str]], ...] = ()


PLAN = (
    Step(
        {
            "en": "Two more people who know templates",
            "fr": "Deux personnes de plus pour les modèles",
            "ar": "شخصان آخران يعرفان القوالب",
        },
        {"en": "They answer first what has waited longest.", "fr": "Les plus anciens messages d'abord."},
        (
            (
                17,
                StepState.UNDER_WAY,
                {"en": "We read 140 applications.", "fr": "140 candidatures lues."},
            ),
            (4, "", {"en": "Nell has begun; the second person begins **next month**."}),
        ),
    ),
    Step(
        {"en": "An answer to the white page, in six languages", "fr": "La page blanche, en six langues"},
        told=(
            (12, StepState.DONE, {"en": "[It is there](white-page-after-an-update). Half as many ask now."}),
        ),
    ),
    Step({"en": "Mornings in the Americas", "fr": "Les matinées en Amérique"}),
    Step(
        {"en": "A telephone line"},
        told=(
            (
                9,
                StepState.DROPPED,
                {"en": "It takes people away from everybody who writes. Where a talk helps, we offer one."},
            ),
        ),
    ),
)


def speak_openly(lead: Agent) -> None:
    """Write it, once; what was changed stays so."""
    site = the_site()
    if SupportPage.objects.filter(site=site).exists():
        return
    set_page(site, is_on=True, by=lead)
    for language, words in LETTER.items():
        letter = publish_letter(save_letter(site, language=language, words=words, by=lead), by=lead)
        LetterText.objects.filter(pk=letter.pk).update(published_at=timezone.now() - _WRITTEN)
    for step in PLAN:
        _plan(site, step, lead)


def _plan(site: Site, told: Step, lead: Agent) -> None:
    step = show_step(save_step(site, titles=told.titles, bodies=told.bodies, by=lead), by=lead)
    PlanStep.objects.filter(pk=step.pk).update(created_at=timezone.now() - _WRITTEN)
    for days, state, texts in told.told:
        at = timezone.now() - timedelta(days=days)
        note_progress(site, step, words=NoteWords(texts, state), by=lead, at=at)

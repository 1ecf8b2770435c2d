"""A help center with its support page open, and a desk with hours."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handrail.accounts.models import Mailbox
from handrail.core.remembered import forget_remembered
from handrail.helpcenter.models import Site
from handrail.helpcenter.sites import the_site
from handrail.outreach.models import LetterText, PlanStep
from handrail.outreach.verbs import LetterWords, publish_letter, save_letter, save_step, set_page, show_step
from handrail.routing.hours import Slot
from handrail.routing.models.hours import Holiday
from handrail.routing.verbs import set_hours

Publish = Callable[..., LetterText]
Plan = Callable[..., PlanStep]


@pytest.fixture
def site(support: Mailbox) -> Site:
    site = the_site()
    site.name, site.languages = "Lamp help", ["en", "fr", "ar"]
    site.save()
    set_page(site, is_on=True, by=None)
    forget_remembered()
    return site


@pytest.fixture
def publish(site: Site) -> Publish:
    """`publish("We are slow", badly="…", language="fr")`: a letter that readers see."""

    def make(title: str, *, language: str = "en", is_new: bool = False, **parts: str) -> LetterText:
        version = save_letter(site, language=language, words=LetterWords(title, **parts), by=None)
        return publish_letter(version, is_new=is_new, by=None)

    return make


@pytest.fixture
def plan(site: Site) -> Plan:
    """`plan("Two more people", fr="Deux de plus")`: a step that readers see."""

    def make(title: str, *, body: str = "", is_shown: bool = True, **others: str) -> PlanStep:
        step = save_step(site, titles={"en": title} | others, bodies={"en": body}, by=None)
        return show_step(step, by=None) if is_shown else step

    return make


@pytest.fixture
def hours(support: Mailbox) -> Callable[..., None]:
    """`hours(holidays=[…])`: weekdays from nine to five in Berlin."""

    def keep(*holidays: Holiday) -> None:
        slots = [Slot(day, 9 * 60, 17 * 60) for day in range(5)]
        set_hours(support, time_zone="Europe/Berlin", slots=slots, holidays=list(holidays), by=None)

    return keep

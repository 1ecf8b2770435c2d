"""The page of a mailbox's hours, for admins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.accounts.doors import for_admins, mailbox_or_404
from handrail.accounts.models import Agent, Mailbox
from handrail.core.requests import whole_number
from handrail.routing.countries import countries, country_of, public_holidays
from handrail.routing.holiday_lines import BLANK, Line, lines_of, not_shown, read_lines, typed_lines
from handrail.routing.hours import Slot, is_open, opens_next
from handrail.routing.hours_form import HoursForm
from handrail.routing.models import MOST_HOLIDAYS, MailboxHours
from handrail.routing.verbs import set_hours
from handrail.ui.fragments import render
from handrail.ui.words import reader_locale


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def page(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Show and change when a mailbox is looked after; what is filled in or copied is not saved yet."""
    mailbox = mailbox_or_404(agent, pk)
    asked = _Page(request, agent, mailbox, MailboxHours.objects.filter(mailbox=mailbox).first())
    if request.method != "POST":
        return asked.show()
    answers = {"copy": asked.copy, "fill": asked.fill}
    return answers.get(request.POST.get("do", ""), asked.save)()


@dataclass(frozen=True)
class _Page:
    """One request for the page, and what can be done with it."""

    request: HttpRequest
    agent: Agent
    mailbox: Mailbox
    kept: MailboxHours | None

    def show(self) -> HttpResponse:
        """The hours as they are."""
        return self._shown(self._form_of(self.kept), self._lines_of(self.kept))

    def save(self) -> HttpResponse:
        """Keep what was typed, or say what is wrong with it."""
        form, typed = HoursForm(self.request.POST), typed_lines(self.request.POST)
        holidays, lines = read_lines(typed)
        if len(typed) > MOST_HOLIDAYS:
            form.add_error(None, _("These are too many holidays."))
        if not form.is_valid() or any(line.wrong for line in lines):
            return self._shown(form, lines, status=422)
        known = {one.day for one in holidays}
        passed = not_shown(self.kept.days, timezone.localdate()) if self.kept else []
        every = [*(one for one in passed if one.day not in known), *holidays][-MOST_HOLIDAYS:]
        week = {name: form.cleaned_data[name] for name in ("time_zone", "slots")}
        set_hours(self.mailbox, by=self.agent, holidays=every, **week)
        messages.success(self.request, _("Saved."))
        return redirect("mailbox_hours", self.mailbox.pk)

    def copy(self) -> HttpResponse:
        """The hours of another mailbox, in the form."""
        chosen = whole_number(self.request.POST.get("from", "")) or 0
        other = self._others().filter(mailbox=chosen).first()
        if other is None:
            return redirect("mailbox_hours", self.mailbox.pk)
        said = _("Copied from %(name)s. Change what differs, and save.") % {"name": other.mailbox.name}
        return self._shown(self._form_of(other), self._lines_of(other), said)

    def fill(self) -> HttpResponse:
        """What was typed, with the holidays of a country until the end of next year."""
        today, lines = timezone.localdate(), typed_lines(self.request.POST)
        country = self.request.POST.get("country", "")[:2].upper()
        found = public_holidays(country, (today.year, today.year + 1), self.mailbox.language)
        known = {line.day for line in lines}
        new = [one for one in found if one.day >= today and one.day.isoformat() not in known]
        said = (
            _("%(count)d holidays are filled in. Take out those on which you work, and save.")
            if found
            else _("No holidays of %(country)s are known here: write them by hand.")
        )
        name = reader_locale().territories.get(country, country)
        told = sorted([*lines, *map(Line.of, new)], key=lambda line: line.day)
        return self._shown(HoursForm(self.request.POST), told, said % {"count": len(new), "country": name})

    def _form_of(self, hours: MailboxHours | None) -> HoursForm:
        slots: Iterable[Slot] = [Slot(*one) for one in hours.slots] if hours else []
        return HoursForm(None, slots=slots, zone=hours.time_zone if hours else self.mailbox.time_zone)

    def _lines_of(self, hours: MailboxHours | None) -> list[Line]:
        return lines_of(hours.days, timezone.localdate()) if hours else []

    def _others(self) -> Any:
        mine = Mailbox.objects.visible_to(self.agent).exclude(pk=self.mailbox.pk)
        others = MailboxHours.objects.filter(mailbox__in=mine).select_related("mailbox")
        return others.order_by("mailbox__name")

    def _shown(self, form: HoursForm, lines: list[Line], said: str = "", status: int = 200) -> HttpResponse:
        zone = self.kept.time_zone if self.kept else self.mailbox.time_zone
        context = {
            "mailbox": self.mailbox,
            "form": form,
            "lines": [*lines, *[Line()] * BLANK],
            "others": [(one.mailbox_id, one.mailbox.name) for one in self._others()],
            "countries": countries(reader_locale()),
            "country": self.request.POST.get("country") or country_of(zone),
            "said": said,
            "now": _now(self.kept),
            "section": "mailboxes",
            "part": "hours",
        }
        return render(self.request, "routing/hours.html", context, status=status)


def _now(kept: MailboxHours | None) -> dict[str, object]:
    """Whether it is open now, and when it opens next."""
    if kept is None:
        return {"always": True, "open": True, "next": None}
    hours, at = kept.as_hours(), timezone.now()
    return {"always": False, "open": is_open(hours, at), "next": opens_next(hours, at)}

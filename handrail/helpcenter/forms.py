"""The forms of the team's pages; all of them work without a script."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import F
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Agent
from handrail.conversations.models import Product
from handrail.customers.models import Organisation
from handrail.helpcenter.models import Article, Category, Revision, Significance, Translation, Visibility
from handrail.helpcenter.models.asked_as import LONGEST_PHRASE
from handrail.helpcenter.queries.shelves import shelves
from handrail.helpcenter.verbs.placing import Facts
from handrail.helpcenter.verbs.writing import LONGEST_BODY, Words


class WordsForm(forms.Form):
    """What an article says, and what this change means to its translations."""

    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(label=_("Summary"), max_length=500, required=False)
    body = forms.CharField(label=_("Text"), max_length=LONGEST_BODY, required=False, strip=False)
    significance = forms.TypedChoiceField(
        label=_("This change is"), choices=Significance.choices, coerce=int, initial=Significance.MINOR
    )
    is_ready = forms.BooleanField(label=_("Ready for translation"), required=False, initial=True)
    comment = forms.CharField(label=_("What changed"), max_length=300, required=False)
    base = forms.IntegerField(required=False)
    began = forms.IntegerField(required=False)  # the version one began with, also after somebody was quicker
    phrases = forms.CharField(label=_("How people ask for it"), required=False)
    phrases_were = forms.CharField(required=False)  # when one began

    @property
    def has_other_phrases(self) -> bool:
        """Whether somebody changed how people ask for it."""
        told = self.cleaned_data
        return "phrases" in self.data and lines(told["phrases"]) != lines(told["phrases_were"])

    def clean_phrases(self) -> str:
        """Lines of which none would be cut."""
        told: str = self.cleaned_data["phrases"]
        if any(len(line) > LONGEST_PHRASE for line in lines(told)):
            raise forms.ValidationError(
                gettext("A line is too long: %(most)s characters at most.") % {"most": LONGEST_PHRASE}
            )
        return told

    def words(self, translation: Translation | None) -> Words:
        """What was written; a translation stays based on what it was based on: its own editor says more."""
        told = self.cleaned_data
        latest = translation.latest if translation else None
        if translation and told["began"]:
            latest = translation.revisions.filter(pk=told["began"]).first() or latest
        return Words(
            title=told["title"],
            summary=told["summary"],
            body=told["body"].replace("\x00", ""),
            significance=told["significance"],
            is_ready=told["is_ready"],
            comment=told["comment"],
            based_on=latest.based_on if latest else None,
        )


def lines(phrases: str) -> list[str]:
    """The phrases of a text, one of each line, without empty ones."""
    told = (" ".join(line.split()) for line in phrases.splitlines())
    return [line for line in told if line]


def words_initial(revision: Revision | None) -> dict[str, Any]:
    """What the form shows of a revision."""
    if revision is None:
        return {"base": None}
    return {
        "title": revision.title,
        "summary": revision.summary,
        "body": revision.body,
        "base": revision.pk,
        "began": revision.pk,
    }


class Products(forms.ModelMultipleChoiceField[Product]):
    """Boxes of products, each with its versions behind it: two products may have a version of one name."""

    def label_from_instance(self, obj: Product) -> str:
        """A version is named with its product."""
        return obj.full_name


class FactsForm(forms.Form):
    """Where an article stands, for whom it is, who looks after it."""

    category = forms.TypedChoiceField(label=_("Category"), required=False, coerce=int, empty_value=None)
    visibility = forms.ChoiceField(label=_("For whom"), choices=Visibility.choices)
    organisations = forms.ModelMultipleChoiceField(
        Organisation.objects.none(), label=_("Organisations"), required=False
    )
    plans = forms.CharField(
        label=_("Plans"), required=False, help_text=_("With commas. Empty: whatever their plan.")
    )
    owner = forms.ModelChoiceField(Agent.objects.none(), label=_("Owner"), required=False, empty_label="–")
    verify_by = forms.DateField(
        label=_("Verify by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Its owner is reminded on that day."),
    )
    labels = forms.CharField(label=_("Labels"), required=False, help_text=_("With commas."))
    products = Products(
        Product.objects.none(), label=_("Products"), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_template = forms.BooleanField(label=_("Use it as a template only"), required=False)

    def __init__(self, data: QueryDict | None, *, article: Article, language: str) -> None:
        super().__init__(data, prefix="facts", initial=_facts(article))
        choices = [("", "–"), *((shelf.pk, shelf.indented) for shelf in shelves(article.site, language))]
        self._choose("category", choices)
        self._offer("owner", Agent.objects.filter(is_active=True).order_by("name", "pk"))
        self._offer("organisations", Organisation.objects.order_by("name", "pk"))
        self._offer("products", _products())

    def facts(self) -> Facts:
        """What was chosen."""
        told = dict(self.cleaned_data)
        chosen = told["category"]
        told["category"] = Category.objects.filter(pk=chosen).first() if chosen else None
        for name in ("labels", "plans"):
            told[name] = told[name].split(",")
        return Facts(**told)

    def _offer(self, name: str, queryset: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField | forms.ModelMultipleChoiceField)  # noqa: S101
        field.queryset = queryset

    def _choose(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices


def _products() -> Any:
    first = F("above").asc(nulls_first=True)
    found = Product.objects.select_related("above")
    group = (Coalesce("above__name", "name"), Coalesce("above", "pk"))
    return found.order_by(*group, first, "name", "pk")


def _facts(article: Article) -> dict[str, Any]:
    return {
        "category": article.category_id,
        "visibility": article.visibility,
        "organisations": list(article.organisations.values_list("pk", flat=True)),
        "plans": ", ".join(article.plans),
        "owner": article.owner_id,
        "verify_by": article.verify_by,
        "labels": ", ".join(article.labels),
        "products": list(article.products.values_list("pk", flat=True)),
        "is_template": article.is_template,
    }

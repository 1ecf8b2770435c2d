"""How allauth's form fields get our look: it draws them with Django's own templates."""

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def as_input(field: BoundField) -> SafeString:
    """The field's control with our class; without the placeholder that only repeats its label."""
    field.field.widget.attrs.pop("placeholder", None)
    return field.as_widget(attrs={"class": "input"})

"""The Jinja2 environment every page is drawn with (Django's Jinja2 backend calls `environment`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined

from handrail.ui import letters, marks, words
from handrail.ui.calling import QuickContext
from handrail.ui.due import due_mark, due_time
from handrail.ui.icons import icon
from handrail.ui.island_words import island_words, json_block
from handrail.ui.keeping import PURE, kept, this_minute
from handrail.ui.marking import marked
from handrail.ui.phrases import say
from handrail.ui.settings_pages import settings_groups
from handrail.ui.static_files import first_chunks

COMPONENTS = ("ui/controls.html", "ui/marks.html", "ui/components.html")  # a file may use those before it

FILTERS = (
    *("exact", "zoned", "when", "day", "soon", "wall_clock", "ago", "waited"),
    *("asker", "visitor", "page_said", "people"),
    *("size", "segment", "number", "percent", "initials", "hue", "language_name", "direction"),
)
LETTERS = ("enclosed", "remote_pictures", "loaded", "numbered")


def environment(**options: Any) -> Environment:
    """Make the environment: unknown names are errors, words are translated, components are at hand."""
    options |= {"undefined": StrictUndefined, "extensions": ["jinja2.ext.i18n", "jinja2.ext.do"]}
    options["cache_size"] = -1  # all of them: they are as many as we wrote
    env = Environment(**options, trim_blocks=True, lstrip_blocks=True)  # noqa: S701 - Django sets autoescape
    env.context_class = QuickContext
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals |= {"gettext": say, "_": say}
    env.globals |= {
        "url": _url,
        "url_if": _url_if,
        "static": static,
        "first_chunks": first_chunks,
        "icon": icon,
        "avatar": marks.avatar,
        "lang": marks.lang,
        "period": words.period,
        "period_here": words.period_here,
        "state": marks.state,
        "moment": marks.moment,
        "due_mark": due_mark,
        "due_time": due_time,
        "language": get_language,
        "right_to_left": get_language_bidi,
        "languages": settings.LANGUAGES,
        "island_words": island_words,
        "settings_groups": settings_groups,
        "json_block": json_block,
    }
    env.globals |= {"kept_macro": partial(_kept_macro, env), "this_minute": this_minute}
    env.filters |= {name: getattr(words, name) for name in FILTERS}
    env.filters |= {"marked": marked} | {name: getattr(letters, name) for name in LETTERS}
    env.tests["shown_in"] = lambda content_id, html: letters.shows(html, content_id)
    _add_components(env)
    return env


@lru_cache(maxsize=4096)
def _url(name: str, *args: object, **kwargs: object) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)


@lru_cache(maxsize=256)
def _url_if(name: str) -> str:
    """The address of a page, or nothing when this installation has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=64)
def _kept_macro(env: Environment, template: str, name: str) -> Callable[..., Any]:
    """A pure macro of a template, drawn once for the same arguments."""
    return kept(getattr(env.get_template(template).module, name))


def _add_components(env: Environment) -> None:
    """Macros become globals: a block drawn alone does not see what its page imported at the top."""
    for template in COMPONENTS:
        macros = vars(env.get_template(template).module)
        found = {name: macro for name, macro in macros.items() if callable(macro) and name[0] != "_"}
        env.globals |= {name: kept(macro) if name in PURE else macro for name, macro in found.items()}

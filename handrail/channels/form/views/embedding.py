"""What stands around the form elsewhere: the script that puts it into a page, and its colour."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from handrail.channels.form.models import Form
from handrail.channels.form.views.open_doors import for_everybody
from handrail.helpcenter.logos import logo_of

_SCRIPT = """(function () {
  var me = document.currentScript, frame = document.createElement("iframe");
  var lang = me.dataset.lang || document.documentElement.lang || "";
  frame.src = "ADDRESS" + (lang ? "?lang=" + encodeURIComponent(lang) : "");
  frame.title = me.dataset.title || "TITLE";
  Object.assign(frame.style, { border: "0", width: "100%", height: "640px", colorScheme: "normal" });
  addEventListener("message", function (event) {
    if (event.source !== frame.contentWindow || !event.data || event.data.handrail !== "height") return;
    frame.style.height = Math.min(Math.max(Number(event.data.height) || 0, 120), 20000) + "px";
  });
  me.after(frame);
})();
"""


@require_safe
@for_everybody
def script(_request: HttpRequest, form: Form) -> HttpResponse:
    """The one line a web site needs: it puts the form into a frame where it stands, and keeps its height."""
    address = settings.PUBLIC_URL.rstrip("/") + reverse("form_embed", args=[form.slug])
    text = _SCRIPT.replace("ADDRESS", address).replace("TITLE", form.name.replace("\\", "").replace('"', ""))
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
@for_everybody
def look(_request: HttpRequest, form: Form) -> HttpResponse:
    """The form's colour, and ink that can be read on it."""
    text = f":root{{--brand:{form.drawn_in};--on-brand:{_ink_on(form.drawn_in)}}}"
    response = HttpResponse(text, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


@require_safe
@for_everybody
def logo(_request: HttpRequest, form: Form) -> HttpResponse:
    """The logo of the form's brand."""
    return logo_of(form.brand)


def _ink_on(colour: str) -> str:
    """Black or white, whichever stands out more (WCAG 2.2, relative luminance and contrast ratio)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000" if (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) else "#fff"

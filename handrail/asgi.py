"""The web application that a server runs: the shell, Django's pages in it, and the rooms' streams."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.settings")
_pages = get_wsgi_application()

from django.conf import settings  # noqa: E402

from handrail.channels.chat import live as chat_live  # noqa: E402
from handrail.conversations import live as conversations_live  # noqa: E402
from handrail.core import live  # noqa: E402
from handrail.core.requests import Utf8Request  # noqa: E402
from handrail.core.shell import Limits, Shell  # noqa: E402

_pages.request_class = Utf8Request
conversations_live.install()
chat_live.install()
live.watch_sign_out()

_limits = Limits(
    body_size=settings.MAX_BODY_SIZE,
    larger={"/hooks/mail/": settings.MAX_HOOK_SIZE},
    without_cookies=("/previews/", "/chat/", "/forms/"),
)
application = Shell(_pages, live.hub, _limits)

"""Live updates: one LISTEN connection per web process, fanned out to Server-Sent Events.

Rooms above register what can be followed: `register("inbox", source)` makes `/live/inbox/`.
"""

from handrail.core.live.events import CATCH_UP, Event, Item, Meeting, Payload, Signal, Source, Subscription
from handrail.core.live.hub import Hub
from handrail.core.live.limits import LiveLimits
from handrail.core.live.lines import News, Opened, VisitorSource
from handrail.core.live.registry import Registry
from handrail.core.live.rounds import Round
from handrail.core.live.seats import VISITOR, VISITORS, Page, Seat, Writer
from handrail.core.live.serving import serve
from handrail.core.live.sessions import check_agent, watch_sign_out
from handrail.core.live.telling import tell_writing
from handrail.core.live.visiting import serve_visitor
from handrail.core.live.visitors import Visitors

hub = Hub()
register = hub.register

__all__ = [
    "CATCH_UP",
    "VISITOR",
    "VISITORS",
    "Event",
    "Hub",
    "Item",
    "LiveLimits",
    "Meeting",
    "News",
    "Opened",
    "Page",
    "Payload",
    "Registry",
    "Round",
    "Seat",
    "Signal",
    "Source",
    "Subscription",
    "VisitorSource",
    "Visitors",
    "Writer",
    "check_agent",
    "hub",
    "register",
    "serve",
    "serve_visitor",
    "tell_writing",
    "watch_sign_out",
]

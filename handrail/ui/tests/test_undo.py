"""An offer to take something back stands in a header that every server lets through."""

import json

from django.http import HttpResponse

from handrail.ui.undo import offer_undo


def test_the_offer_is_ascii_and_says_where_and_how_long() -> None:
    response = offer_undo(HttpResponse(), "Închis", "/conversations/12/undo/7/", seconds=10)
    header = response.headers["Handrail-Undo"]
    assert header.isascii()
    assert json.loads(header) == {"text": "Închis", "address": "/conversations/12/undo/7/", "seconds": 10}


def test_whoever_wants_no_undo_is_offered_none() -> None:
    assert "Handrail-Undo" not in offer_undo(HttpResponse(), "Closed", "/x/", seconds=0)

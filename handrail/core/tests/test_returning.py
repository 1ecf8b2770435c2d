"""After signing in one comes back to a page of ours, and is led nowhere else."""

from __future__ import annotations

import pytest
from django.core.signing import Signer
from django.test import RequestFactory

from handrail.core.returning import path_back, token_back, with_way_back

READ = RequestFactory()
SALT = "handrail.core.returning"


@pytest.mark.parametrize(
    ("asked", "back"),
    [
        ("/help/en/lamp-4-beta/", "/help/en/lamp-4-beta/"),
        ("/help/ru/обновление/", "/help/ru/%D0%BE%D0%B1%D0%BD%D0%BE%D0%B2%D0%BB%D0%B5%D0%BD%D0%B8%D0%B5/"),
        ("/help/en/a%0d%0aLocation:%20x/", "/help/en/a%0D%0ALocation:%20x/"),
    ],
)
def test_a_page_comes_back_as_an_address(asked: str, back: str) -> None:
    assert path_back(token_back(READ.get(asked))) == back


def test_what_is_asked_comes_along_where_it_may() -> None:
    request = READ.get("/portal/new/?articles=3.1")
    assert path_back(token_back(request)) == "/portal/new/"
    assert path_back(token_back(request, with_query=True)) == "/portal/new/?articles=3.1"


def test_what_was_posted_and_what_is_no_page_of_customers_has_no_way_back() -> None:
    assert token_back(READ.post("/help/en/lamp/comment/")) == ""
    for path in ("/", "/settings/", "/help/" + "x" * 2000):
        assert token_back(READ.get(path)) == ""
    assert with_way_back("/portal/sign-in/", "") == "/portal/sign-in/"


@pytest.mark.parametrize(
    "token",
    [
        *("", "x", "/help/en/lamp/", "//evil.example", "https://evil.example/help/", "x" * 10_000, "\0:\0"),
        Signer(salt="another").sign_object("/help/en/lamp/"),
        *(
            Signer(salt=SALT).sign_object(told)
            for told in ("//evil.example/help/", "/settings/", 7, ["/help/"])
        ),
        Signer(salt=SALT).sign("/help/en/lamp/"),
        token_back(READ.get("/help/en/lamp/"))[:-1] + "~",
    ],
)
def test_whatever_we_did_not_make_leads_nowhere(token: str) -> None:
    assert path_back(token) == ""

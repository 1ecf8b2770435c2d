from __future__ import annotations

import re

from handrail.ui.letters import enclosed, loaded, numbered, remote_pictures, shows

MAIL = '<p>See <img data-cid="a&amp;b@lamp" alt="x"> and <img data-src="https://track.example/1.gif"></p>'


def test_an_enclosed_picture_gets_its_address() -> None:
    html = enclosed(MAIL, {"a&b@lamp": '/files/1/"x".png'})
    assert '<img src="/files/1/&#34;x&#34;.png" loading="lazy" alt="x">' in html
    assert 'data-src="https://track.example/1.gif"' in html


def test_an_unknown_picture_stays_away() -> None:
    assert enclosed(MAIL, {}) == MAIL


def test_what_a_mail_shows_and_asks_for() -> None:
    assert shows(MAIL, "a&b@lamp")
    assert not shows(MAIL, "")
    assert not shows(MAIL, "other")
    assert remote_pictures(MAIL) == 1
    assert remote_pictures("<p>data-src=&quot;</p>") == 0


def test_asked_for_a_picture_comes_by_our_own_address() -> None:
    html = loaded(MAIL, lambda url: f"/pictures/{len(url)}/")
    assert '<img src="/pictures/27/" loading="lazy">' in html
    assert "track.example" not in html


def test_a_speck_that_only_tells_stays_away_and_is_not_counted() -> None:
    speck = '<img data-src="https://track.example/1.gif" width="1" height="1">'
    assert loaded(speck, lambda url: "/no/") == speck
    assert remote_pictures(speck) == 0


def test_what_a_mail_brings_along_is_shown_at_once() -> None:
    own = '<img data-src="data:image/png;base64,AA==" alt="logo">'
    assert 'src="data:image/png;base64,AA=="' in enclosed(own, {})
    assert "data-src" not in enclosed(own, {})
    assert remote_pictures(own) == 0


def at(number: int) -> str:
    return f"/conversations/{number}/?view=all&order=due"


def links(html: str) -> list[str]:
    return re.findall(r'href="/conversations/(\d+)/', numbered(html, at))


def test_a_number_in_a_note_leads_to_that_conversation() -> None:
    html = numbered("<p>See #812, (#813) and #814.</p>", at)
    assert links(html) == ["812", "813", "814"]
    assert 'href="/conversations/812/?view=all&amp;order=due"' in html
    assert re.sub("<[^>]*>", "", html) == "See #812, (#813) and #814."


def test_what_is_no_number_of_ours_stays_as_it_is() -> None:
    for html in (
        *("<p>#0 #007 #12ab x#12 ##12 page#3 /#4 #1234567890</p>", "<p>it&#39;s &#12;</p>"),
        *('<a href="https://lamp.example/#12">#12</a>', "<pre>#12</pre>", "<p><code>a #12 b</code></p>"),
        '<img alt="a > #12 <" data-src="x">',
    ):
        assert numbered(html, at) == html

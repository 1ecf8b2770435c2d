from handrail.ui.letters import enclosed, loaded, remote_pictures, shows

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

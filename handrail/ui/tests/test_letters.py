from handrail.ui.letters import enclosed, remote_pictures, shows

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

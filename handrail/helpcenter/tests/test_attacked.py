"""What two attackers found, and finds nobody any more."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from django.test import Client

from handrail.accounts.models import Agent
from handrail.helpcenter.assets import address_of, keep_asset
from handrail.helpcenter.exchange import Options, export_folder, import_folder, import_zendesk
from handrail.helpcenter.models import Asset, Significance, Site, State, Translation
from handrail.helpcenter.readers import STRANGER, reader_for
from handrail.helpcenter.rendering import Around, render
from handrail.helpcenter.search import search
from handrail.helpcenter.tests.conftest import Write
from handrail.helpcenter.tests.test_zendesk import article
from handrail.helpcenter.verbs import Words, archive, publish, save_revision, translate

SignIn = Callable[[Agent], Client]


def test_braces_that_never_close_take_no_time() -> None:
    for body in ("[x](y){" + "ab=cd" * 2_000, "[x](y){a=1" + "&b=2" * 2_000, "!!! " + "a" * 20_000 + '"x'):
        assert render(body, Around("en")).html
    assert 'width="320"' in render("![x](asset:a.png){width=320}", Around("en", asset=lambda _n: "/a")).html


def test_a_closed_site_speaks_to_the_team_alone(site: Site, write: Write, ada: Agent, client: Client) -> None:
    found = write("Dimmer hums", "Turn it left.")
    alone = keep_asset(site, None, name="logo.png", data=b"\x89PNG\r\n\x1a\nlogo", by=None)
    mine = keep_asset(site, found.article, name="a.bin", data=bytes(range(256)), by=None)
    part = client.get(address_of(mine), headers={"range": "bytes=10-12"})
    assert (part.status_code, part.content) == (206, b"\x0a\x0b\x0c")
    assert part.headers["Content-Range"] == "bytes 10-12/256"
    assert client.get(address_of(mine), headers={"range": f"bytes={'9' * 5_000}-"}).status_code == 200
    site.is_on = False
    site.save()
    assert search("dimmer", reader=STRANGER, language="en") == []
    assert [hit.translation for hit in search("dimmer", reader=reader_for(ada), language="en")] == [found]
    assert {client.get(address_of(one)).status_code for one in (alone, mine)} == {404}


def test_a_second_import_undoes_nothing_that_people_did(site: Site, tmp_path: Path) -> None:
    file, rows = (
        tmp_path / "export.json",
        [article(11, "White page"), article(12, "Hours"), article(13, "Fees")],
    )
    file.write_text(json.dumps({"articles": rows}))
    import_zendesk(file, site)
    white, hours, fees = Translation.objects.order_by("pk")
    publish(save_revision(white, words=Words("White page", "Mended here."), by=None), by=None)
    archive(hours, by=None)
    import_zendesk(file, site)
    rows[0]["body"], rows[2]["body"] = "<p>Changed there</p>", "<p>New fees</p>"
    file.write_text(json.dumps({"articles": rows}))
    told = import_zendesk(file, site).problems
    for one in (white, hours, fees):
        one.refresh_from_db()
    assert white.published is not None
    assert (white.published.body, hours.state) == ("Mended here.", State.ARCHIVED)
    assert (white.latest.body.strip(), white.state) == ("Changed there", State.DRAFT)  # type: ignore[union-attr]
    assert fees.published is not None
    assert fees.published.body.strip() == "New fees"
    assert "changed or archived here" in " ".join(told)


def test_settings_of_somebody_else_s_folder_run_nothing(site: Site, tmp_path: Path) -> None:
    root, mark = tmp_path / "manual", tmp_path / "ran"
    (root / "en").mkdir(parents=True)
    (root / "en" / "a.md").write_text("# A\n\nWords.\n")
    evil = tmp_path / "evil"
    evil.write_text(f"#!/bin/sh\ntouch {mark}\n")
    evil.chmod(0o755)
    git = ["git", "-C", str(root), "-c", "user.name=M", "-c", "user.email=m@x.example"]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "One"]):
        subprocess.run([*git, *arguments], check=True, capture_output=True)
    raw = subprocess.run([*git, "cat-file", "commit", "HEAD"], check=True, capture_output=True).stdout
    signed = raw.replace(
        b"\n\n", b"\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n -----END PGP SIGNATURE-----\n\n", 1
    )
    hashed = [*git, "hash-object", "-t", "commit", "-w", "--stdin"]
    made = subprocess.run(hashed, input=signed, check=True, capture_output=True).stdout.decode().strip()
    subprocess.run([*git, "update-ref", "HEAD", made], check=True)
    for name, value in (("log.showSignature", "true"), ("gpg.program", str(evil))):
        subprocess.run([*git, "config", name, value], check=True)
    import_folder(root, site, Options())
    assert [one.by for one in Translation.objects.get().revisions.all()] == ["M"]  # git has told
    assert not mark.exists()


def test_what_a_change_means_can_be_said_later(write: Write, ada: Agent) -> None:
    found = write("White page", "One.")
    quiet = save_revision(found, words=Words("White page", "Two.", is_ready=False), by=ada)
    ready = save_revision(found, words=Words("White page", "Two."), by=ada)
    major = save_revision(found, words=Words("White page", "Two.", significance=Significance.MAJOR), by=ada)
    again = save_revision(found, words=Words("White page", "Two.", significance=Significance.MINOR), by=ada)
    assert (quiet.is_ready, ready.is_ready, again) == (False, True, major)


def test_two_articles_of_one_name_are_two_files(site: Site, write: Write, tmp_path: Path) -> None:
    for title, language in (("Lamp", "en"), ("Lamp", "fr")):
        write(title, f"In {language}.", language=language)
    french = Translation.objects.get(language="fr")
    translate(french.article, language="en", words=Words("Lamp", "From French."), by=None)
    assert export_folder(tmp_path, site) == len(list(tmp_path.rglob("*.md"))) == 3
    assert Asset.objects.count() == 0

"""A machine drafts: Markdown comes back whole, only what changed is asked for, and nobody else is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.accounts.models import Agent
from handrail.core.models import AuditEntry
from handrail.helpcenter.models import MachineTranslator, Origin, Significance, State
from handrail.helpcenter.tests.conftest import Write
from handrail.helpcenter.translating.machine.configuring import set_machine, try_machine
from handrail.helpcenter.translating.machine.drafting import ask_the_machine, draft
from handrail.helpcenter.translating.machine.pieces import pieces, translated
from handrail.helpcenter.translating.machine.services import TranslatorRefused
from handrail.helpcenter.translating.verbs import keep
from handrail.helpcenter.verbs import Words, publish, save_revision
from tests.translating_server import TranslatingServer, running_translator

SignIn = Callable[[Agent], Client]
BODY = """## Empty the cache {#cache}

Open **Lamp → Tools** and read [the page](white-page.md "Help") first,
or write to <mailto:help@lamp.example>.

1. Run `lamp cache --all`.
2. Load https://lamp.example/shop again.
   It takes a minute.

> [!TIP]
> Try `%(name)s` on a copy.

| Key | What it does |
|-----|:------------:|
| `wp` | empties \\| fills |

```sh
lamp cache
```

{{ hours }}

![A lamp](lamp.png "On")"""
DONE = """## EMPTY THE CACHE {#cache}

OPEN **LAMP → TOOLS** AND READ [THE PAGE](white-page.md "Help") FIRST, OR WRITE TO <mailto:help@lamp.example>.

1. RUN `lamp cache --all`.
2. LOAD https://lamp.example/shop AGAIN. IT TAKES A MINUTE.

> [!TIP]
> TRY `%(name)s` ON A COPY.

| KEY | WHAT IT DOES |
|-----|:------------:|
| `wp` | EMPTIES \\| FILLS |

```sh
lamp cache
```

{{ hours }}

![A lamp](lamp.png "On")"""


def _shout(texts: Sequence[str]) -> list[str]:
    return [text.upper() for text in texts]


def test_only_words_are_translated_whatever_the_machine_does_to_marks() -> None:
    parts = BODY.split("\n\n")
    assert "\n\n".join(translated(part, _shout) for part in parts) == DONE

    def loses(texts: Sequence[str]) -> list[str]:
        return [text.replace("[[", "").replace("]]", "").upper() for text in texts]

    assert (
        translated("Run `lamp cache` now, then `lamp check`.", loses)
        == "RUN `lamp cache` NOW, THEN `lamp check`."
    )
    assert translated("Read [the page](a.md) **now**.", loses) == "READ [THE PAGE](a.md) **NOW**."


@settings(max_examples=50)
@given(st.text(alphabet="ab `*[](){}|#>-1.\n<!:x", max_size=60))
def test_a_machine_that_changes_nothing_changes_nothing(text: str) -> None:
    assert "".join(text.split()) == "".join("".join(piece.text for piece in pieces(text)).split())
    assert "".join(translated(text, list).split()) == "".join(text.split())


@pytest.fixture
def server() -> Iterator[TranslatingServer]:
    with running_translator() as server:
        yield server


@pytest.fixture
def machine(server: TranslatingServer, olga: Agent) -> MachineTranslator:
    return set_machine(
        kind="libretranslate",
        address=server.address,
        model="",
        is_own=True,
        is_on=True,
        secret=server.key,
        by=olga,
    )


def test_it_drafts_what_is_missing_then_only_what_changed(
    write: Write, ada: Agent, machine: MachineTranslator, server: TranslatingServer
) -> None:
    source = write("White page", BODY, summary="Empty it.")
    made = draft(source.article_id, "ro")
    assert made is not None
    assert (made.title, made.summary, made.body) == ("WHITE PAGE", "EMPTY IT.", DONE)
    assert (made.origin, made.based_on, made.translation.state) == (
        Origin.MACHINE,
        source.latest,
        State.REVIEW,
    )
    assert made.translation.published is None
    assert draft(source.article_id, "ro") is None  # nothing is left to do
    own = Words("Pagină albă", made.body.replace("RUN", "Rulați"), "Goliți.", based_on=source.latest)
    publish(keep(source.article, language="ro", words=own, by=ada), by=ada)
    changed = BODY.replace("on a copy", "on two copies")
    words = Words("White page", changed, "Empty it.", significance=Significance.MAJOR)
    publish(save_revision(source, words=words, by=None), by=None)
    server.asked.clear()
    again = draft(source.article_id, "ro")
    assert again is not None
    assert again.body == own.body.replace("ON A COPY", "ON TWO COPIES")
    assert (again.title, again.summary) == ("Pagină albă", "Goliți.")
    assert [text for asked in server.asked for text in asked["q"]] == ["Try [[0]] on two copies."]
    assert again.translation.published_id != again.pk


def test_it_speaks_as_openai_does_and_says_why_it_does_not_work(
    write: Write, olga: Agent, ada: Agent, machine: MachineTranslator, server: TranslatingServer
) -> None:
    source = write("White page", "Run `lamp cache`.")
    told: dict[str, Any] = {
        "kind": "openai",
        "address": server.address + "/v1",
        "model": "small",
        "is_own": True,
        "is_on": True,
    }
    set_machine(**told, by=olga)
    made = draft(source.article_id, "ro")
    assert made is not None
    assert made.body == "RUN `lamp cache`."
    assert server.asked[-1]["model"] == "small"
    try_machine("ro")
    machine.refresh_from_db()
    assert (machine.is_fine, "`lamp cache`" in machine.trial) == (True, True)
    set_machine(**told, secret="wrong", by=olga)
    try_machine("ro")
    machine.refresh_from_db()
    assert (machine.is_fine, "answered 401" in machine.trial) == (False, True)
    set_machine(**told | {"is_own": False, "address": server.address.replace("http", "https")}, by=olga)
    machine.refresh_from_db()
    assert machine.secret_sealed == ""  # a key is never shown to another server
    with pytest.raises(TranslatorRefused, match="not a server outside"):
        draft(source.article_id, "fr")
    assert server.key not in str(list(AuditEntry.objects.values_list("data", flat=True)))
    set_machine(**told | {"is_on": False}, by=olga)
    with pytest.raises(ValidationError, match="No machine is set up"):
        ask_the_machine(source.article, language="ro", by=ada)


def test_an_owner_sets_it_up_and_ada_asks_it(
    write: Write, olga: Agent, ada: Agent, as_agent: SignIn, server: TranslatingServer
) -> None:
    page, where = as_agent(olga), "/settings/machine-translator/"
    told = {"is_on": "on", "kind": "libretranslate", "address": server.address, "secret": server.key}
    for wrong in (
        told,
        told | {"address": "https://169.254.169.254/"},
        told | {"address": ""},
        told | {"kind": "openai", "is_own": "on"},
        told | {"address": "https://user:pass@translate.example"},
    ):
        assert page.post(where, wrong).status_code == 422
    assert page.post(where, told | {"is_own": "on"}).status_code == 302
    assert "It is being tried" in page.get(where).content.decode()
    assert server.key not in page.get(where).content.decode()
    assert as_agent(ada).get(where).status_code == 404
    source = write("White page", "Empty the cache.")
    sheet = f"/articles/{source.article_id}/translate/ro/"
    assert "Let the machine write a draft" in as_agent(ada).get(sheet).content.decode()
    assert as_agent(ada).post(f"{sheet}machine/").status_code == 302
    assert (
        "The machine is at it already" in as_agent(ada).post(f"{sheet}machine/", follow=True).content.decode()
    )
    try_machine("ro")
    assert "It works. It said:" in as_agent(olga).get(where).content.decode()

"""The guard: whatever a private address is written as, nobody goes there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handrail.core import outside
from handrail.core.outside import OutsideError, is_public, post_form, public_addresses

HOSTS = Path(__file__).parents[4] / "shared/data/security/ssrf-hosts.jsonl"


@pytest.mark.skipif(not HOSTS.exists(), reason="THE LIST OF HOSTS IS MISSING: ../shared/data/security")
def test_private_hosts_in_every_spelling_are_refused() -> None:
    def resolve(host: str, port: int) -> list[str]:
        return ["93.184.216.34"] if host == "example.org" else outside._addresses(host, port)

    for line in HOSTS.read_text().splitlines():
        row = json.loads(line)
        try:
            public_addresses(row["host"], 443, resolve)
            allowed = True
        except OutsideError:
            allowed = False
        assert allowed == row["allowed"], row


@pytest.mark.parametrize(
    "address",
    ["10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.1", "255.255.255.255", "224.0.0.1",
     "fe80::1%eth0", "64:ff9b::7f00:1", "2002:7f00:1::", "::", "ff02::1", "::127.0.0.1"],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_a_name_with_one_private_address_is_refused() -> None:
    with pytest.raises(OutsideError):
        public_addresses("both.example", 443, lambda host, port: ["93.184.216.34", "127.0.0.1"])


@pytest.mark.parametrize(
    "url", ["http://example.org/", "https://user@example.org/", "https://", "ftp://x/", "https://x:99999/"]
)
def test_addresses_nobody_may_write(url: str) -> None:
    with pytest.raises(OutsideError):
        post_form(url, {})

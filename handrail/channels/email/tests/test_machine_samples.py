"""Automatic mails of some sixty programs are told, and no person is taken for one."""

from __future__ import annotations

import pytest

from handrail.channels.email.reading.reader import read_mail
from handrail.channels.email.tests.samples.machines import Case, cases


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_machines_are_machines_and_people_are_people(case: Case) -> None:
    assert read_mail(case.raw).kind == case.kind

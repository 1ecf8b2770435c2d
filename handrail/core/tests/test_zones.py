"""Time zones that a form offers."""

from __future__ import annotations

from handrail.core.zones import usual_zones, zone_choices


def test_a_form_offers_present_names_only() -> None:
    offered = dict(zone_choices())
    assert {"UTC", "Europe/Bucharest", "Europe/Ljubljana", "Asia/Kolkata"} <= set(offered)
    assert not {"Asia/Calcutta", "US/Pacific", "Etc/GMT+5", "America/Buenos_Aires", "GMT"} & set(offered)
    assert offered["America/New_York"] == "America/New York"
    assert list(offered) == sorted(offered)
    assert len(usual_zones()) > 300


def test_an_older_name_that_is_kept_can_stay_and_nonsense_cannot() -> None:
    assert "Asia/Calcutta" in dict(zone_choices("Asia/Calcutta"))
    assert dict(zone_choices("Mars/Base")) == dict(zone_choices(""))

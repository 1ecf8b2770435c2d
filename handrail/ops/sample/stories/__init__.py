"""The conversations, by theme or by language; `STORIES` has all of them, oldest first."""

from handrail.ops.sample.stories import (
    arabic,
    doors,
    french,
    german,
    howto,
    japanese,
    kestrel,
    launch,
    money,
    product,
    romanian,
    russian,
    slovenian,
)
from handrail.ops.sample.story import Story

_PARTS = (
    romanian.STORIES,
    kestrel.STORIES,
    launch.STORIES,
    product.STORIES,
    howto.STORIES,
    doors.STORIES,
    money.STORIES,
    french.STORIES,
    slovenian.STORIES,
    russian.STORIES,
    arabic.STORIES,
    japanese.STORIES,
    german.STORIES,
)

STORIES: tuple[Story, ...] = tuple(
    sorted((story for part in _PARTS for story in part), key=lambda s: (-s.days_ago, s.time_of_day))
)

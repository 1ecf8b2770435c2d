"""The floor plan holds for foreign keys too: a key may point only downwards, or inside its own room."""

from __future__ import annotations

import tomllib
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).parents[2]


def floors() -> dict[str, int]:
    """Room → floor, from the same list that import-linter reads; the lowest floor is 0."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    layers = config["tool"]["importlinter"]["contracts"][0]["layers"]
    rooms = {}
    for floor, line in enumerate(reversed(layers)):
        for room in line.split("|"):
            rooms[room.strip()] = floor
    return rooms


def room_of(module: str) -> str:
    return module.split(".")[1]


def test_every_foreign_key_points_downwards() -> None:
    plan = floors()
    wrong, seen = [], 0
    for model in apps.get_models():
        if not model.__module__.startswith("handrail."):
            continue
        here = room_of(model.__module__)
        for field in model._meta.get_fields():
            target = field.related_model
            if (
                not field.concrete
                or not isinstance(target, type)
                or not target.__module__.startswith("handrail.")
            ):
                continue
            there = room_of(target.__module__)
            # AUTH_USER_MODEL is named in settings, so that the tools may say who did something.
            is_user = target.__name__ == "Agent" and here == "core"
            seen += 1
            if here != there and plan[there] >= plan[here] and not is_user:
                wrong.append(f"{model.__name__}.{field.name} → {target.__name__}")
    assert seen > 20
    assert wrong == []


def test_every_room_says_what_it_is_for() -> None:
    for room in floors():
        if (ROOT / "handrail" / room).is_dir():
            first = (ROOT / "handrail" / room / "__init__.py").read_text()
            assert first.startswith('"""'), room

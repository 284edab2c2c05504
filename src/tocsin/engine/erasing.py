"""What is forgotten of a person whose keys were destroyed: every text, wherever it is held."""

from typing import Any

import msgspec
from msgspec.structs import replace

from tocsin.kernel.private import Private


def blank(state: msgspec.Struct, subject: str) -> None:
    """Take the text out of every Private of this subject, in place, and keep the rest."""
    for name in state.__struct_fields__:
        value = getattr(state, name)
        if isinstance(value, msgspec.Struct) and not value.__struct_config__.frozen:
            blank(value, subject)
        elif isinstance(value, dict):
            value.update(_changed(value, subject))
        elif (new := _blanked(value, subject)) is not value:
            setattr(state, name, new)


def _changed(items: dict[Any, Any], subject: str) -> dict[Any, Any]:
    blanked = {key: _blanked(value, subject) for key, value in items.items()}
    return {key: value for key, value in blanked.items() if value is not items[key]}


def _blanked(value: Any, subject: str) -> Any:
    """The value without the texts; the very same when there are none in it."""
    match value:
        case Private():
            return Private(subject, None) if value.subject == subject else value
        case tuple():
            parts = [_blanked(each, subject) for each in value]
            same = all(new is old for new, old in zip(parts, value, strict=True))
            return value if same else _tuple_like(value, parts)
        case msgspec.Struct():
            old = {name: getattr(value, name) for name in value.__struct_fields__}
            new = {name: _blanked(each, subject) for name, each in old.items()}
            changed = {name: each for name, each in new.items() if each is not old[name]}
            return replace(value, **changed) if changed else value
        case _:
            return value


def _tuple_like(value: tuple[Any, ...], parts: list[Any]) -> tuple[Any, ...]:
    make = getattr(type(value), "_make", tuple)
    made: tuple[Any, ...] = make(parts)
    return made

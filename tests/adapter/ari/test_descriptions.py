"""Our events and models say what Asterisk's own descriptions say: names, types, what may be missing."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, NewType, get_args, get_origin, get_type_hints

import pytest

from asterisk.ari import events
from asterisk.ari.reading import NOISE

pytestmark = pytest.mark.adapter

Described = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def described(rest_api: Path) -> Described:
    """Every model of every description, with what it inherits."""
    models: Described = {}
    for name in ("events", "channels", "bridges", "playbacks", "deviceStates", "endpoints", "recordings"):
        models |= json.loads((rest_api / f"{name}.json").read_text())["models"]
    return models


def ours() -> list[type]:
    """Every event, and every model that is reached from one."""
    found = list(get_args(events.Event))
    for one in found:
        for kind in get_type_hints(one).values():
            found += [part for part in (kind, *get_args(kind)) if is_dataclass(part) and part not in found]
    return found


def spelled(kind: Any) -> str:
    """Our type as Asterisk writes it."""
    if get_origin(kind) is UnionType:
        [kind] = [part for part in get_args(kind) if part is not NoneType]
    if get_origin(kind) is tuple:
        return f"List[{spelled(get_args(kind)[0])}]"
    if isinstance(kind, NewType):
        return spelled(kind.__supertype__)
    if get_origin(kind) is Mapping:
        return "object"
    if is_dataclass(kind):
        return str(getattr(kind, "__name__", kind))
    return {str: "string", int: "int", bool: "boolean", datetime: "Date"}[kind]


@pytest.mark.parametrize("kind", ours(), ids=lambda kind: kind.__name__)
def test_each_of_our_fields_is_described_so_by_asterisk(kind: Any, described: Described) -> None:
    properties = described[kind.__name__]["properties"]

    for field in fields(kind):
        hint = get_type_hints(kind)[field.name]
        assert field.name in properties, f"{kind.__name__}.{field.name} is not in Asterisk's description"
        assert spelled(hint) == properties[field.name]["type"], field.name
        optional = not properties[field.name].get("required", False)
        assert optional == (NoneType in get_args(hint)), f"{field.name} may be missing: {optional}"
        assert optional == (field.default is not MISSING), field.name


def test_what_we_filter_out_exists_and_is_nothing_we_use(described: Described) -> None:
    used = {kind.__name__ for kind in get_args(events.Event)}

    assert set(NOISE) <= set(described)
    assert not set(NOISE) & used
    assert used <= set(described["Event"]["subTypes"])

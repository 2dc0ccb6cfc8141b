"""Commands as plain data and back, for the command log. Knows no file and no command by name: types say it all.

A value becomes an object of its fields, marked with its type's name under ``is``; an enumeration becomes its value, a
tuple a list. All fields are written, defaults too, so that a default changed later changes no replay. Numbers are read
back as they stand: ``20`` in a field for a float stays ``20``, and the replay says what was said then.
"""

import dataclasses
import types
import typing
from collections.abc import Callable
from enum import Enum
from functools import cache

from acd.commands import Command

TYPE_KEY = "is"
"""No field of ours has this name."""


@dataclasses.dataclass(frozen=True, slots=True)
class Deadline:
    """Not a command: what was due was handled at this point of the log."""


Logged = Command | Deadline


class NotACommand(Exception):
    """not a command: {why}"""

    def __init__(self, why: str) -> None:
        super().__init__((NotACommand.__doc__ or "").format(why=why))


def as_data(command: Logged) -> dict[str, object]:
    """The command as what JSON can hold."""
    return _fields_of(command)


def from_data(data: dict[str, object]) -> Logged:
    """The command that ``as_data`` made this of. A field that is missing has its default, if it has one.

    :raises NotACommand: a name or a field is unknown, missing, or holds what it cannot.
    """
    return typing.cast("Logged", _reader(Logged)(data, "the line"))


def _fields_of(value: typing.Any) -> dict[str, object]:
    kind: type = type(value)
    return {TYPE_KEY: kind.__name__, **{name: _plain(getattr(value, name)) for name in _shape(kind)}}


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if dataclasses.is_dataclass(value):
        return _fields_of(value)
    return value


@cache
def _shape(kind: type) -> dict[str, object]:
    """The type of each field."""
    hints = typing.get_type_hints(kind)
    return {each.name: hints[each.name] for each in dataclasses.fields(kind)}


Reader = Callable[[object, str], object]
"""Makes a value of data, or raises ``NotACommand``. The text names the place for whoever must mend it."""


@cache
def _reader(hint: object) -> Reader:
    """How values of this type are read, worked out once: a log has a million lines, and a few dozen types."""
    origin = typing.get_origin(hint)
    if origin in {types.UnionType, typing.Union}:
        return _union_reader(typing.get_args(hint))
    if origin is tuple:
        return _tuple_reader(typing.get_args(hint))
    if isinstance(hint, typing.NewType):
        return _reader(hint.__supertype__)
    if not isinstance(hint, type):
        raise TypeError(f"no rule for reading {hint}")
    if dataclasses.is_dataclass(hint):
        return _object_reader(hint)
    return _choice_reader(hint) if issubclass(hint, Enum) else _simple_reader(hint)


@dataclasses.dataclass(frozen=True, slots=True)
class _Field:
    name: str
    place: str
    needed: bool
    read: Reader


@cache
def _fields(kind: type) -> tuple[_Field, ...]:
    """Asked for when the first value is read, not before: an expression may hold expressions."""
    missing = dataclasses.MISSING
    return tuple(
        _Field(
            each.name,
            f"{kind.__name__}.{each.name}",
            each.default is missing and each.default_factory is missing,
            _reader(_shape(kind)[each.name]),
        )
        for each in dataclasses.fields(kind)
    )


def _object_reader(kind: type) -> Reader:
    def read(data: object, where: str) -> object:
        if not isinstance(data, dict) or data.get(TYPE_KEY) != kind.__name__:
            raise NotACommand(f"{where} is {_shown(data)}, not a {kind.__name__}")
        given = {}
        for field in _fields(kind):
            if field.name in data:
                given[field.name] = field.read(data[field.name], field.place)
            elif field.needed:
                raise NotACommand(f"{kind.__name__} lacks its field {field.name}")
        if len(given) + 1 < len(data):
            unknown = next(name for name in data if name not in given and name != TYPE_KEY)
            raise NotACommand(f"{kind.__name__} has no field {_shown(unknown)}")
        return kind(**given)

    return read


def _union_reader(parts: tuple[object, ...]) -> Reader:
    objects = [part for part in parts if isinstance(part, type) and dataclasses.is_dataclass(part)]
    named = {part.__name__: _reader(part) for part in objects}
    others = [_reader(part) for part in parts if part is not types.NoneType and part not in objects]
    may_be_none = types.NoneType in parts

    def read(data: object, where: str) -> object:
        if isinstance(data, dict):
            name = data.get(TYPE_KEY)
            reader = named.get(name) if isinstance(name, str) else None
            if reader is None:
                raise NotACommand(f"{where} is {_shown(name)}, which is unknown here")
            return reader(data, where)
        if data is None and may_be_none:
            return None
        if len(others) != 1:
            raise NotACommand(f"{where} is {_shown(data)}, not one of {', '.join(named)}")
        return others[0](data, where)

    return read


def _tuple_reader(parts: tuple[object, ...]) -> Reader:
    variable = parts[1:] == (Ellipsis,)

    def read(data: object, where: str) -> object:
        if not isinstance(data, list):
            raise NotACommand(f"{where} is {_shown(data)}, not a list")
        if variable:
            one = _reader(parts[0])
            return tuple([one(each, where) for each in data])
        if len(data) != len(parts):
            raise NotACommand(f"{where} has {len(data)} parts, not {len(parts)}")
        return tuple(_reader(part)(each, where) for part, each in zip(parts, data, strict=True))

    return read


def _choice_reader(kind: type[Enum]) -> Reader:
    def read(data: object, where: str) -> object:
        try:
            return kind(data)
        except ValueError:
            raise NotACommand(f"{where} is {_shown(data)}, not a {kind.__name__}") from None

    return read


def _simple_reader(kind: type) -> Reader:
    allowed = (int, float) if kind is float else (kind,)

    def read(data: object, where: str) -> object:
        if not isinstance(data, allowed) or (data is True or data is False) is not (kind is bool):
            raise NotACommand(f"{where} is {_shown(data)}, not a {kind.__name__}")
        return data

    return read


def _shown(data: object) -> str:
    """The data as a person may read it in one line."""
    text = repr(data)
    return text if len(text) <= 60 else f"{text[:57]}..."

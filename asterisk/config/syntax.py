"""Asterisk's configuration syntax: sections of ``key = value``. Refuses what would read as more than a value."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_REFUSED_IN_VALUE = re.compile(r"[\x00-\x1f\x7f;]")
_NAME = re.compile(r"[A-Za-z0-9_./-]+")


class UnsafeValue(ValueError):
    """{where}: {value!r} cannot stand in an Asterisk configuration file"""

    def __init__(self, where: str, value: str) -> None:
        super().__init__((UnsafeValue.__doc__ or "").format(where=where, value=value))


@dataclass(frozen=True, slots=True)
class Section:
    """One ``[name]`` with its settings in order; a key may come more than once."""

    name: str
    settings: tuple[tuple[str, str], ...] = ()


def section(name: str, *settings: tuple[str, str]) -> Section:
    """A section of these settings."""
    return Section(name, settings)


def text_of(sections: Iterable[Section]) -> str:
    """The file's text.

    Raises ``UnsafeValue`` for a control character (a line end starts a new setting, NUL ends the line) or a ``;``
    (starts a comment) in a value, for a value that ends in a blank or begins with ``>`` (it would read as ``=>``), and
    for a name of a section or key beyond letters, digits, ``_``, ``.``, ``/`` and ``-``.
    """
    return "\n".join(_section_text(each) for each in sections)


def _section_text(each: Section) -> str:
    lines = [f"[{_checked_name(each.name)}]"]
    lines += [f"{_checked_name(key)} = {checked(f'{each.name}/{key}', value)}" for key, value in each.settings]
    return "\n".join(lines) + "\n"


def _checked_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise UnsafeValue("name", name)
    return name


def checked(where: str, value: str) -> str:
    """The value itself if it can stand in a file; ``UnsafeValue``, which says ``where``, if not."""
    if _REFUSED_IN_VALUE.search(value) or value != value.strip() or value.startswith(">") or not _encodes(value):
        raise UnsafeValue(where, value)
    return value


def _encodes(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True

"""AGI as text: the lines a connection opens with, commands and their replies. Opens nothing and waits for nothing.

As res_agi.c of Asterisk 22 writes and reads them: ``agi_NAME: value`` lines and an empty one; then a command a line and
for each ``CODE result=NUMBER (value)``, with code 520 several lines from ``520-`` to ``520 End of proper usage.``
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from asterisk.agi.errors import AgiGarbled, AgiUnsafe

LONGEST_COMMAND_BYTES: Final = 2_000
"""res_agi.c reads commands into 2,048 bytes; what is longer arrives as two commands."""

HANG_UP: Final = "HANGUP"
"""A line of its own, at any moment: the caller is gone."""

_ENVIRONMENT_LINE = re.compile(r"(agi_[a-z0-9_]+): ?(.*)")
_REPLY = re.compile(r"(\d{3})([ -])(.*)")
_RESULT = re.compile(r"result=(-?[0-9]*)(?: \((.*)\)?)?", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,79}")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Reply:
    """``code``: 200, 510, 511 or 520. ``result``: as Asterisk's command says; ``value``: what stood in brackets."""

    code: int
    text: str

    @property
    def done(self) -> bool:
        return self.code == 200

    @property
    def result(self) -> str:
        found = _RESULT.match(self.text)
        return found[1] if found else ""

    @property
    def value(self) -> str:
        found = _RESULT.match(self.text)
        return (found[2] or "").removesuffix(")") if found else ""


def environment(lines: Iterable[str]) -> dict[str, str]:
    """The variables a connection opens with, without their ``agi_``.

    :raises AgiGarbled: a line that is none, or a name twice: a caller's name with a line break in it could otherwise
        bring arguments of its own.
    """
    known: dict[str, str] = {}
    for line in lines:
        found = _ENVIRONMENT_LINE.fullmatch(line)
        if found is None:
            raise AgiGarbled(reason="a line is not agi_NAME: value")
        name = found[1].removeprefix("agi_")
        if name in known:
            raise AgiGarbled(reason=f"agi_{name} comes twice")
        known[name] = found[2]
    return known


def arguments(known: Mapping[str, str]) -> tuple[str, ...]:
    """``agi_arg_1`` and so on, as far as they go."""
    found: list[str] = []
    while (name := f"arg_{len(found) + 1}") in known:
        found.append(known[name])
    return tuple(found)


def set_variable(name: str, value: str) -> str:
    """The command that sets a variable of the channel.

    :raises AgiUnsafe: the name is none, or the value holds a control character or is too long.
    """
    return _sendable(f"SET VARIABLE {_checked_name(name)} {_quoted(name, value)}", name)


def get_variable(name: str) -> str:
    """The command that asks for a variable of the channel. Raises as :func:`set_variable`."""
    return f"GET VARIABLE {_checked_name(name)}"


def reply_of(line: str) -> tuple[Reply, bool]:
    """The reply, and whether more lines of it follow (until one that begins with its code and a space).

    :raises AgiGarbled: the line is no reply.
    """
    found = _REPLY.fullmatch(line)
    if found is None:
        raise AgiGarbled(reason="a reply does not begin with a number of three digits")
    return Reply(int(found[1]), found[3]), found[2] == "-"


def _checked_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise AgiUnsafe(where="the variable", reason="its name is none")
    return name


def _quoted(name: str, value: str) -> str:
    if _UNSAFE.search(value):
        raise AgiUnsafe(where=name, reason="it holds a control character")
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _sendable(command: str, where: str) -> str:
    if len(command.encode("utf-8", "replace")) > LONGEST_COMMAND_BYTES:
        raise AgiUnsafe(where=where, reason=f"with it the command is longer than {LONGEST_COMMAND_BYTES} bytes")
    return command

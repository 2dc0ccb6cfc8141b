"""How a script of somebody else is called by the dialplan's ``AGI()``. Writes two variables; runs nothing.

``AGI(${FIRSTLINE_SCRIPT})`` is expanded once, then split at commas (app.c, ``__ast_app_separate_args``), which heeds
quotation marks, brackets and backslashes and takes them away. A backslash before each of them brings a value through as
it is, and what looks like ``${...}`` in it is never looked at again.
"""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from asterisk.agi.errors import AgiUnsafe

VARIABLE: Final = "FIRSTLINE_SCRIPT"
SECONDS: Final = "FIRSTLINE_SCRIPT_SECONDS"
CONTEXT: Final = "run-script"
BACK: Final = "back"
"""The argument with which a leg comes back from its script into our application."""
MOST_ARGUMENTS: Final = 100
LONGEST_BYTES: Final = 2_000
"""res_agi.c copies all of it into 2,048 bytes and cuts off the rest."""

_SPECIAL = re.compile(r'([\\",()\[\]])')
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_ADDRESS = re.compile(r"agi://[A-Za-z0-9._:\[\]-]+(/[!-~]*)?")


def script_variables(url: str, arguments: Sequence[str], timeout_seconds: float) -> dict[str, str]:
    """The variables of a channel that is then sent into ``CONTEXT`` to run this script, and comes back with ``BACK``:
    after ``timeout_seconds`` at the latest, and up to 2 s later from a script that does not take the connection.

    Raises as :func:`script_call`.
    """
    # A timeout of 0 is none.
    return {VARIABLE: script_call(url, arguments), SECONDS: f"{max(timeout_seconds, 0.1):.3f}"}


def script_call(url: str, arguments: Sequence[str] = ()) -> str:
    """What ``AGI()`` is told. Control characters in arguments become spaces: the script reads lines.

    :raises AgiUnsafe: the address is no ``agi://host/path`` (any other kind would run a program on this machine), or
        all together is too long.
    """
    if not _ADDRESS.fullmatch(url) or not _has_host(url):
        raise AgiUnsafe(where="the script", reason="its address is not agi://host/path")
    if len(arguments) > MOST_ARGUMENTS:
        raise AgiUnsafe(where="the script", reason=f"it has more than {MOST_ARGUMENTS} arguments")
    call = ",".join(_SPECIAL.sub(r"\\\1", _CONTROLS.sub(" ", word)) for word in (url, *arguments))
    if len(call.encode("utf-8", "replace")) > LONGEST_BYTES:
        raise AgiUnsafe(where="the script", reason=f"its arguments are longer than {LONGEST_BYTES} bytes")
    return call


def _has_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False

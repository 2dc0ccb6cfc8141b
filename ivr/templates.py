"""Texts with ``{variable}`` in them. Fills them in; knows no variable itself and evaluates nothing."""

import re
from collections.abc import Iterator, Mapping

_VARIABLE = re.compile(r"\{([a-z][a-z0-9_.-]{0,79})\}")
LONGEST_VALUE = 1_000
"""Characters of a variable's value; what is beyond is cut off."""


def filled(template: str, variables: Mapping[str, str]) -> str:
    """The text with each ``{variable}`` replaced by its value, by nothing where it was never set. Done once: a value
    that looks like a variable stays as it is."""
    return _VARIABLE.sub(lambda found: variables.get(found[1], ""), template)


def variables_in(template: str) -> Iterator[str]:
    """The variables a text names, in the order written."""
    return (found[1] for found in _VARIABLE.finditer(template))

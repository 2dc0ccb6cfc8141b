"""Whether a phone's password would be guessed: scanners try names, numbers and usual words by the million. Pure.

What is refused is told by its kind; nothing of the password itself is ever repeated.
"""

from collections.abc import Iterable
from typing import Final

SHORTEST: Final = 12
"""Characters. Whoever tries 1,000 a second needs longer than a phone lives, for what is not guessable otherwise."""
_SHORTEST_NAME: Final = 3
_USUAL: Final = (
    "password",
    "passwort",
    "passw0rd",
    "secret",
    "letmein",
    "welcome",
    "changeme",
    "default",
    "qwerty",
    "asterisk",
    "firstline",
    "admin",
    "12345",
    "abcdef",
    "00000",
    "11111",
)
"""Words that guessers begin with, whatever stands around them."""


def weakness(secret: str, names: Iterable[str]) -> str:
    """What is wrong with it; empty where nothing is.

    :param names: what belongs to the phone and is known to everybody: names, numbers.
    """
    low = secret.lower()
    if len(secret) < SHORTEST:
        return f"it has fewer than {SHORTEST} characters"
    if any(name.lower() in low for name in names if len(name) >= _SHORTEST_NAME):
        return "it holds the name or the number it belongs to"
    if any(word in low for word in _USUAL):
        return "it holds a word that is tried first"
    if secret.isdigit() or secret.isalpha() or not any(map(str.isalnum, secret)):
        return "it has only letters, only digits or only signs"
    if len(set(low)) < SHORTEST // 2:
        return "it repeats the same few characters"
    return ""

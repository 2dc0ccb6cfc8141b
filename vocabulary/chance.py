"""Chance as a value passed in, so that the same seed gives the same decisions on every machine. Not for secrets."""

from typing import Protocol

_MASK = (1 << 64) - 1


class Chance(Protocol):
    """Where a decision takes its randomness from."""

    def below(self, number: int) -> int:
        """A whole number from 0 to ``number - 1``, all equally likely; ``number`` is at least 1."""


class SeededChance:
    """SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014): short and portable."""

    def __init__(self, seed: int) -> None:
        self._state = seed & _MASK

    def below(self, number: int) -> int:
        """As the protocol says. The bias towards small numbers is below ``number`` in 2**64."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return (mixed ^ (mixed >> 31)) % number

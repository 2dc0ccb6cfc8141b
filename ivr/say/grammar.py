"""What a language must know to be spoken: the phrases, each as parts of text. No language itself, and no sound sets."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from ivr.say.words import Part, Sounds, spelled

Forms = tuple[str, ...]
"""Of a noun, in the order in which the language's ``form`` counts them."""


@dataclass(frozen=True, slots=True)
class Amount:
    """Money: whole units and hundredths of them, of a currency (ISO 4217)."""

    whole: int
    hundredths: int
    currency: str
    negative: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """What is counted: the forms of its noun, and the set of rules by which its number is spelled (its gender)."""

    forms: Forms
    rules: str


@dataclass(frozen=True, slots=True)
class Money:
    """A currency: its unit and the hundredth of it."""

    whole: Unit
    hundredth: Unit


class Grammar(ABC):
    """A language. Every method gives the parts of one phrase."""

    language: str
    sounds: Sounds
    keys: Mapping[str, str]
    minus: str
    plain: str = "spellout-numbering"
    currencies: Mapping[str, Money]

    def spelled(self, number: int, rules: str | None = None) -> str:
        """The number in words. Raises ``ValueError`` for one that is too large."""
        return spelled(self.language, number, rules or self.plain)

    @abstractmethod
    def form(self, number: int) -> int:
        """Which form of a noun stands behind this number."""

    def counted(self, number: int, unit: Unit) -> tuple[Part, ...]:
        """So many of something."""
        return (self.spelled(number, unit.rules), unit.forms[self.form(number)])

    def number(self, number: int) -> tuple[Part, ...]:
        """A bare number."""
        return (self.spelled(number),)

    def digits(self, keys: str) -> tuple[Part, ...]:
        """Keys of a telephone, one by one."""
        names = [self.spelled(int(key)) if key.isdigit() else self.keys[key] for key in keys]
        return tuple(f"{name}," for name in names[:-1]) + tuple(names[-1:])

    def money(self, amount: Amount) -> tuple[Part, ...]:
        """A sum; hundredths only where there are some, the whole only where it is not nothing or there are none."""
        currency = self.currencies.get(amount.currency)
        if currency is None:
            fraction = f".{amount.hundredths:02}" if amount.hundredths else ""
            return (f"{'-' if amount.negative else ''}{amount.whole}{fraction} {amount.currency}",)
        parts: list[Part] = [self.minus] if amount.negative else []
        if amount.whole or not amount.hundredths:
            parts += self.whole_money(amount.whole, currency.whole)
        if amount.whole and amount.hundredths:
            parts += self.between_whole_and_hundredths()
        if amount.hundredths:
            parts += self.counted(amount.hundredths, currency.hundredth)
        return tuple(parts)

    def whole_money(self, whole: int, unit: Unit) -> tuple[Part, ...]:
        """The whole units of a sum."""
        return self.counted(whole, unit)

    def between_whole_and_hundredths(self) -> tuple[Part, ...]:
        """What stands between dollars and cents."""
        return ()

    @abstractmethod
    def date(self, day: date) -> tuple[Part, ...]:
        """A day with its month and year."""

    @abstractmethod
    def time(self, moment: time) -> tuple[Part, ...]:
        """A time of day, to the minute."""

    @abstractmethod
    def position(self, position: int) -> tuple[Part, ...]:
        """A caller's place in a queue, 1 being next."""

    @abstractmethod
    def behind(self, position: int) -> tuple[Part, ...]:
        """That a caller stands behind this place."""

    @abstractmethod
    def wait(self, minutes: int) -> tuple[Part, ...]:
        """The bound of a wait."""

    @abstractmethod
    def thanks(self) -> tuple[Part, ...]:
        """For waiting."""


class SingularPlural(Grammar):
    """Languages with two forms, the first of which stands behind one alone."""

    def form(self, number: int) -> int:
        return 0 if abs(number) == 1 else 1

"""Italian, with the core set. It has the numbers to 99, in one word or two that are spoken as one, and "mille".

Its "hundred" and "thousands" say centinaia and migliaia, which count nothing: numbers from 100 on are spoken.
"""

from datetime import date, time

from ivr.say.grammar import Money, SingularPlural, Unit
from ivr.say.words import Part, Sounds, Word, listed, spelled

_MONTHS = listed("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre")
_HE = "spellout-cardinal-masculine"
_SHE = "spellout-cardinal-feminine"

_MINUTE = Unit(("minuto", "minuti"), _HE)
_CENT = Unit(("centesimo", "centesimi"), _HE)
_IN_ONE_PIECE = (1, 8)
"""Before these the ten loses its vowel (ventuno, ventotto), and the set has them whole."""


def _number(number: int) -> tuple[str, ...]:
    if number <= 20 or number % 10 == 0 or number % 10 in _IN_ONE_PIECE:
        return (f"digits/{number}",)
    return (f"digits/{number - number % 10}", f"digits/{number % 10}")


def _sounds() -> Sounds:
    table = {spelled("it", number): _number(number) for number in range(100)}
    table |= {word: (f"digits/mon-{number}",) for number, word in enumerate(_MONTHS)}
    table |= {"un": ("digits/un",), "mille": ("digits/thousand",), "meno": ("digits/minus",), "e": ("digits/e",)}
    table |= {"primo": ("digits/h-1",), "ore": ("hours",), "euro": ("digits/euros",), "dollari": ("dollars",)}
    table |= {"asterisco": ("digits/star",), "cancelletto": ("digits/pound",), "più": ("letters/plus",)}
    return table | {"minuto": ("queue-minute",), "minuti": ("queue-minutes",), "una": ("digits/ore-una",)}


_KEYS = {"*": "asterisco", "#": "cancelletto", "+": "più"}
_CURRENCIES = {
    "EUR": Money(Unit(("euro", "euro"), _HE), _CENT),
    "CHF": Money(Unit(("franco", "franchi"), _HE), _CENT),
    "USD": Money(Unit(("dollaro", "dollari"), _HE), _CENT),
}


class Italian(SingularPlural):
    language = "it"
    keys = _KEYS
    minus = "meno"
    currencies = _CURRENCIES

    def __init__(self) -> None:
        self.sounds = _sounds()

    def counted(self, number: int, unit: Unit) -> tuple[Part, ...]:
        """Behind a number that ends in one the whole word stands, but for one itself: un minuto, ventuno minuti."""
        rules = unit.rules if number == 1 else self.plain
        return (self.spelled(number, rules), unit.forms[self.form(number)])

    def whole_money(self, whole: int, unit: Unit) -> tuple[Part, ...]:
        """Whole millions are "of" something: un milione di euro."""
        number, noun = self.counted(whole, unit)
        return (number, "di", noun) if whole and whole % 1_000_000 == 0 else (number, noun)

    def between_whole_and_hundredths(self) -> tuple[Part, ...]:
        return ("e",)

    def date(self, day: date) -> tuple[Part, ...]:
        number = "primo" if day.day == 1 else self.spelled(day.day)
        return (number, _MONTHS[day.month - 1], self.spelled(day.year))

    def time(self, moment: time) -> tuple[Part, ...]:
        hour = self.spelled(moment.hour, _SHE if moment.hour == 1 else None)
        minutes: tuple[Part, ...] = ("e", *self.counted(moment.minute, _MINUTE)) if moment.minute else ()
        return ("ore", hour, *minutes)

    def position(self, position: int) -> tuple[Part, ...]:
        if position == 1:
            next_one = "La sua chiamata è ora la prima in lista e verrà risposta appena si libera un operatore."
            return (Word(next_one, ("queue-youarenext",)),)
        return (
            Word("Attualmente sei il chiamante numero", ("queue-thereare",)),
            f"{self.spelled(position)},",
            Word("in attesa di parlare con un operatore.", ("queue-callswaiting",)),
        )

    def behind(self, position: int) -> tuple[Part, ...]:
        if position == 1:
            return ("Attualmente c'è più di un chiamante in attesa di parlare con un operatore.",)
        return (
            Word("Attualmente, ci sono più di", ("queue-quantity1",)),
            self.spelled(position),
            Word("chiamanti in attesa di parlare con un operatore.", ("queue-quantity2",)),
        )

    def wait(self, minutes: int) -> tuple[Part, ...]:
        return (
            Word("Il tempo di attesa stimato è attualmente di", ("queue-holdtime",)),
            Word("meno di", ("queue-less-than",)),
            *self.counted(minutes, _MINUTE),
        )

    def thanks(self) -> tuple[Part, ...]:
        return (Word("Grazie per la tua pazienza.", ("queue-thankyou",)),)

"""English, with the core sound set as the Asterisk project recorded it. Every number of it is in the set."""

from datetime import date, time

from ivr.say.grammar import Money, SingularPlural, Unit
from ivr.say.words import Part, Sounds, Word, listed

_ONES = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")
_ORDINALS = listed(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
)
_MONTHS = listed("January February March April May June July August September October November December")
_CARDINAL = "spellout-cardinal"


def _unit(one: str, many: str) -> Unit:
    return Unit((one, many), _CARDINAL)


def _sounds() -> Sounds:
    table = {word: (f"digits/{number}",) for number, word in enumerate(_ONES)}
    table |= {word: (f"digits/{10 * number}",) for number, word in enumerate(_TENS, start=2)}
    table |= {word: (f"digits/h-{number}",) for number, word in enumerate(_ORDINALS, start=1)}
    table |= {word.lower(): (f"digits/mon-{number}",) for number, word in enumerate(_MONTHS)}
    table |= {word: (f"digits/{word}",) for word in ("hundred", "thousand", "million", "minus", "dollars", "oh")}
    table |= {"star": ("digits/star",), "pound": ("digits/pound",), "plus": ("letters/plus",)}
    table |= {"a.m": ("digits/a-m",), "p.m": ("digits/p-m",), "thirtieth": ("digits/h-30",), "and": ("vm-and",)}
    return table | {"minute": ("queue-minute",), "minutes": ("queue-minutes",)}


_KEYS = {"*": "star", "#": "pound", "+": "plus"}
_CURRENCIES = {
    "EUR": Money(_unit("euro", "euros"), _unit("cent", "cents")),
    "USD": Money(_unit("dollar", "dollars"), _unit("cent", "cents")),
    "GBP": Money(_unit("pound sterling", "pounds sterling"), _unit("penny", "pence")),
    "RUB": Money(_unit("ruble", "rubles"), _unit("kopeck", "kopecks")),
}


class English(SingularPlural):
    language = "en"
    sounds = _sounds()
    keys = _KEYS
    minus = "minus"
    plain = _CARDINAL
    currencies = _CURRENCIES

    def between_whole_and_hundredths(self) -> tuple[Part, ...]:
        return ("and",)

    def date(self, day: date) -> tuple[Part, ...]:
        ordinal = self.spelled(day.day, "spellout-ordinal")
        return (f"{_MONTHS[day.month - 1]} {ordinal},", self.spelled(day.year, "spellout-numbering-year"))

    def time(self, moment: time) -> tuple[Part, ...]:
        """On the clock of twelve hours, as the set says it: two oh five P.M."""
        half = "A.M." if moment.hour < 12 else "P.M."
        hour = self.spelled(moment.hour % 12 or 12)
        if moment.minute == 0:
            return (hour, half)
        return (hour, *(("oh",) if moment.minute < 10 else ()), self.spelled(moment.minute), half)

    def position(self, position: int) -> tuple[Part, ...]:
        if position == 1:
            next_one = "Your call is now first in line and will be answered by the next available representative."
            return (Word(next_one, ("queue-youarenext",)),)
        return (
            Word("You are currently caller number", ("queue-thereare",)),
            f"{self.spelled(position)},",
            Word("waiting to speak with a representative.", ("queue-callswaiting",)),
        )

    def behind(self, position: int) -> tuple[Part, ...]:
        return (
            Word("Currently, there are more than", ("queue-quantity1",)),
            self.spelled(position),
            Word("callers waiting to speak with a representative.", ("queue-quantity2",)),
        )

    def wait(self, minutes: int) -> tuple[Part, ...]:
        return (
            Word("The estimated hold time is currently", ("queue-holdtime",)),
            Word("less than", ("queue-less-than",)),
            *self.counted(minutes, _unit("minute", "minutes")),
        )

    def thanks(self) -> tuple[Part, ...]:
        return (Word("Thank you for your patience.", ("queue-thankyou",)),)

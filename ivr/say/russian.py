"""Russian, with its genders and cases. The core set has few of the forms: what it lacks is spoken, never glued.

Its list of texts says: of each numeral the nominative, masculine (and "одно"), no "две", no hundreds but "сто";
"тысяча" and "тысячи", "миллион" and "миллиона", "минута" and "минут", "часов", "долларов", the months in the genitive;
ordinals in the masculine nominative alone. Its "pound" is the currency, its "star" the key.
"""

import re
from datetime import date, time

from ivr.say.grammar import Grammar, Money, Unit
from ivr.say.words import Part, Sounds, Word, listed

_ONES = listed(
    "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать "
    "пятнадцать шестнадцать семнадцать восемнадцать девятнадцать"
)
_TENS = listed("двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто")
_MONTHS = listed("января февраля марта апреля мая июня июля августа сентября октября ноября декабря")
_HUNDREDTH_YEARS = listed(
    "сотого двухсотого трехсотого четырехсотого пятисотого шестисотого семисотого восьмисотого девятисотого"
)
_YO = re.compile(r"\b(тр|четыр)е(?=х\b)|\b(четв)е(?=рт)")
"""Where the rules write "е" for "ё": text-to-speech would say it so, and put "трех" in the place of "трёх"."""
_HE = "spellout-cardinal-masculine"
_SHE = "spellout-cardinal-feminine"
_OF_HER = "spellout-cardinal-feminine-genitive"

_HOUR = Unit(("час", "часа", "часов"), _HE)
_MINUTE = Unit(("минута", "минуты", "минут"), _SHE)
_CENT = Unit(("цент", "цента", "центов"), _HE)
_KOPECK = Unit(("копейка", "копейки", "копеек"), _SHE)


def _sounds() -> Sounds:
    table = {word: (f"digits/{number}",) for number, word in enumerate(_ONES)}
    table |= {word: (f"digits/{10 * number}",) for number, word in enumerate(_TENS, start=2)}
    table |= {word: (f"digits/mon-{number}",) for number, word in enumerate(_MONTHS)}
    table |= {"одно": ("digits/1n",), "сто": ("digits/hundred",), "минус": ("digits/minus",)}
    table |= {"тысяча": ("digits/thousand",), "тысячи": ("digits/h-thousand",)}
    table |= {"миллион": ("digits/million",), "миллиона": ("digits/h-million",)}
    table |= {"звёздочка": ("digits/star",), "плюс": ("letters/plus",), "долларов": ("digits/dollars",)}
    return table | {"минута": ("queue-minute",), "минут": ("queue-minutes",), "часов": ("hours",)}


def _ends_like_one(number: int) -> bool:
    return abs(number) % 10 == 1 and abs(number) % 100 != 11


_KEYS = {"*": "звёздочка", "#": "решётка", "+": "плюс"}
_CURRENCIES = {
    "RUB": Money(Unit(("рубль", "рубля", "рублей"), _HE), _KOPECK),
    "EUR": Money(Unit(("евро", "евро", "евро"), _HE), _CENT),
    "USD": Money(Unit(("доллар", "доллара", "долларов"), _HE), _CENT),
    "UAH": Money(Unit(("гривна", "гривны", "гривен"), _SHE), _KOPECK),
    "BYN": Money(Unit(("рубль", "рубля", "рублей"), _HE), _KOPECK),
    "KZT": Money(Unit(("тенге", "тенге", "тенге"), _HE), Unit(("тиын", "тиына", "тиынов"), _HE)),
}


class Russian(Grammar):
    language = "ru"
    sounds = _sounds()
    keys = _KEYS
    minus = "минус"
    plain = _HE
    currencies = _CURRENCIES

    def spelled(self, number: int, rules: str | None = None) -> str:
        return _YO.sub(lambda found: f"{found[1] or found[2]}ё", super().spelled(number, rules))

    def form(self, number: int) -> int:
        """One, two to four, many: 21 минута, 22 минуты, 25 минут, but 11 to 14 минут."""
        if _ends_like_one(number):
            return 0
        return 1 if abs(number) % 10 in (2, 3, 4) and abs(number) % 100 not in (12, 13, 14) else 2

    def date(self, day: date) -> tuple[Part, ...]:
        ordinal = self.spelled(day.day, "spellout-ordinal-neuter")
        return (ordinal, _MONTHS[day.month - 1], self._of_year(day.year), "года")

    def _of_year(self, year: int) -> str:
        # The rules leave whole hundreds within a thousand as cardinals: "одна тысяча девятьсот".
        thousands, rest = divmod(year, 1_000)
        if thousands and rest and rest % 100 == 0:
            return f"{self.spelled(thousands * 1_000, _SHE)} {_HUNDREDTH_YEARS[rest // 100 - 1]}"
        return self.spelled(year, "spellout-ordinal-masculine-genitive")

    def time(self, moment: time) -> tuple[Part, ...]:
        return (*self.counted(moment.hour, _HOUR), *self.counted(moment.minute, _MINUTE))

    def position(self, position: int) -> tuple[Part, ...]:
        if position == 1:
            next_one = "Ваш звонок является первым в очереди и будет обслужен первым доступным оператором."
            return (Word(next_one, ("queue-youarenext",)),)
        return (
            Word("Ваша позиция в очереди:", ("queue-thereare",)),
            f"{self.spelled(position)}.",
            Word("Ожидайте, пожалуйста, ответа оператора.", ("queue-callswaiting",)),
        )

    def behind(self, position: int) -> tuple[Part, ...]:
        """The set has the plural only: "более чем двадцать один ожидающий" is spoken."""
        waiting = (
            Word("ожидающий ответа представителя.")
            if _ends_like_one(position)
            else Word("ожидающих ответа представителя.", ("queue-quantity2",))
        )
        return (Word("На данный момент более чем", ("queue-quantity1",)), self.spelled(position), waiting)

    def wait(self, minutes: int) -> tuple[Part, ...]:
        """Behind "менее" all stands in the genitive: одной минуты, двух минут, двадцати одной минуты."""
        return (
            Word("Прогнозируемое время ожидания составляет", ("queue-holdtime",)),
            Word("менее", ("queue-less-than",)),
            self.spelled(minutes, _OF_HER),
            "минуты" if _ends_like_one(minutes) else "минут",
        )

    def thanks(self) -> tuple[Part, ...]:
        return (Word("Благодарим за терпение.", ("queue-thankyou",)),)

"""Languages without a sound set: all is spoken. Numbers are in words; dates, times and sums are read by the voice.

The announcements are written so that no form of a number is needed that the rules for it do not have.
"""

from dataclasses import dataclass
from datetime import date, time

from ivr.say.grammar import Amount, SingularPlural
from ivr.say.words import Part, UnknownLanguage


@dataclass(frozen=True, slots=True)
class Announcements:
    """What the callers of a queue are told. ``{}``: the number in words. ``one_minute``: told of a single one."""

    next_one: str
    position: str
    behind: str
    wait: str
    one_minute: str
    thanks: str
    minus: str
    star: str
    hash: str
    plus: str
    date: str


HUNGARIAN = Announcements(
    next_one="Ön a következő, hamarosan kapcsoljuk.",
    position="Az ön helye a sorban: {}.",
    behind="A várakozók száma több mint {}.",
    wait="A várható várakozási idő percben kevesebb mint {}.",
    one_minute="A várható várakozási idő kevesebb mint egy perc.",
    thanks="Köszönjük a türelmét.",
    minus="mínusz",
    star="csillag",
    hash="kettőskereszt",
    plus="plusz",
    date="{0.year}. {0.month:02}. {0.day:02}.",
)
UKRAINIAN = Announcements(
    next_one="Ви наступні в черзі, оператор незабаром відповість.",
    position="Ваш номер у черзі: {}.",
    behind="Кількість абонентів у черзі перевищує {}.",
    wait="Орієнтовний час очікування в хвилинах, не більше ніж: {}.",
    one_minute="Орієнтовний час очікування менше хвилини.",
    thanks="Дякуємо за терпіння.",
    minus="мінус",
    star="зірочка",
    hash="решітка",
    plus="плюс",
    date="{0.day:02}.{0.month:02}.{0.year}",
)
GERMAN = Announcements(
    next_one="Sie sind als Nächstes an der Reihe.",
    position="Ihr Platz in der Warteschlange: {}.",
    behind="Zahl der Wartenden: mehr als {}.",
    wait="Die geschätzte Wartezeit beträgt weniger als {} Minuten.",
    one_minute="Die geschätzte Wartezeit beträgt weniger als eine Minute.",
    thanks="Vielen Dank für Ihre Geduld.",
    minus="minus",
    star="Stern",
    hash="Raute",
    plus="plus",
    date="{0.day}.{0.month}.{0.year}",
)

LATVIAN = Announcements(
    next_one="Jūsu zvans ir nākamais, operators drīz atbildēs.",
    position="Jūsu vieta rindā: {}.",
    behind="Gaidošo zvanu skaits pārsniedz: {}.",
    wait="Paredzamais gaidīšanas laiks minūtēs, ne vairāk kā: {}.",
    one_minute="Paredzamais gaidīšanas laiks ir mazāks par minūti.",
    thanks="Paldies par pacietību.",
    minus="mīnus",
    star="zvaigznīte",
    hash="restīte",
    plus="plus",
    date="{0.day:02}.{0.month:02}.{0.year}",
)
POLISH = Announcements(
    next_one="Twoje połączenie jest następne w kolejce.",
    position="Twoje miejsce w kolejce: {}.",
    behind="Liczba oczekujących przekracza: {}.",
    wait="Szacowany czas oczekiwania w minutach, najwyżej: {}.",
    one_minute="Szacowany czas oczekiwania to mniej niż minuta.",
    thanks="Dziękujemy za cierpliwość.",
    minus="minus",
    star="gwiazdka",
    hash="krzyżyk",
    plus="plus",
    date="{0.day:02}.{0.month:02}.{0.year}",
)


class Generic(SingularPlural):
    """A language of which the announcements are known, and nothing of its grammar."""

    def __init__(self, language: str, texts: Announcements, numbers: str = "spellout-numbering") -> None:
        self.language = language
        self.plain = numbers
        self.minus = texts.minus
        self.keys = {"*": texts.star, "#": texts.hash, "+": texts.plus}
        self.sounds = {}
        self.currencies = {}
        self._texts = texts

    def money(self, amount: Amount) -> tuple[Part, ...]:
        """As it is written."""
        sign = "-" if amount.negative else ""
        return (f"{sign}{amount.whole}.{amount.hundredths:02} {amount.currency}".rstrip(),)

    def date(self, day: date) -> tuple[Part, ...]:
        return (self._texts.date.format(day),)

    def time(self, moment: time) -> tuple[Part, ...]:
        return (f"{moment.hour}:{moment.minute:02}",)

    def position(self, position: int) -> tuple[Part, ...]:
        if position == 1:
            return (self._texts.next_one,)
        return (self._texts.position.format(self.spelled(position)),)

    def behind(self, position: int) -> tuple[Part, ...]:
        return (self._texts.behind.format(self.spelled(position)),)

    def wait(self, minutes: int) -> tuple[Part, ...]:
        return (self._texts.one_minute if minutes == 1 else self._texts.wait.format(self.spelled(minutes)),)

    def thanks(self) -> tuple[Part, ...]:
        return (self._texts.thanks,)


class Unknown(SingularPlural):
    """A language nothing is known of: values are given to its voice as they are written, and no queue is announced."""

    minus = "-"

    def __init__(self, language: str) -> None:
        self.language = language
        self.sounds = {}
        self.currencies = {}
        self.keys = {}

    def number(self, number: int) -> tuple[Part, ...]:
        return (str(number),)

    def digits(self, keys: str) -> tuple[Part, ...]:
        return (", ".join(keys),)

    def date(self, day: date) -> tuple[Part, ...]:
        return (day.isoformat(),)

    def time(self, moment: time) -> tuple[Part, ...]:
        return (f"{moment.hour}:{moment.minute:02}",)

    def position(self, position: int) -> tuple[Part, ...]:
        """Raises ``UnknownLanguage``, as all that announces does."""
        del position
        raise UnknownLanguage(self.language)

    def behind(self, position: int) -> tuple[Part, ...]:
        del position
        raise UnknownLanguage(self.language)

    def wait(self, minutes: int) -> tuple[Part, ...]:
        del minutes
        raise UnknownLanguage(self.language)

    def thanks(self) -> tuple[Part, ...]:
        raise UnknownLanguage(self.language)

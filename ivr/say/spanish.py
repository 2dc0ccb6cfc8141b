"""Spanish, with the Mexican core set. It has the numbers of the masculine, "un" and "una"; not every noun's singular.

Its list of texts is unsure of "cien" (it writes "cient"), so a bare hundred is spoken.
"""

from datetime import date, time

from ivr.say.grammar import Money, SingularPlural, Unit
from ivr.say.words import Part, Sounds, Word, listed

_ONES = listed(
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
    "veintiocho veintinueve"
)
_TENS = listed("treinta cuarenta cincuenta sesenta setenta ochenta noventa")
_HUNDREDS = listed("doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos")
_MONTHS = listed("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre")
_HE = "spellout-cardinal-masculine"
_SHE = "spellout-cardinal-feminine"

_HOUR = Unit(("hora", "horas"), _SHE)
_MINUTE = Unit(("minuto", "minutos"), _HE)
_CENT = Unit(("centavo", "centavos"), _HE)


def _sounds() -> Sounds:
    table = {word: (f"digits/{number}",) for number, word in enumerate(_ONES)}
    table |= {word: (f"digits/{10 * number}",) for number, word in enumerate(_TENS, start=3)}
    table |= {word: (f"digits/{100 * number}",) for number, word in enumerate(_HUNDREDS, start=2)}
    table |= {word: (f"digits/mon-{number}",) for number, word in enumerate(_MONTHS)}
    table |= {"un": ("digits/1M",), "una": ("digits/1F",), "y": ("digits/and",), "ciento": ("digits/100-and",)}
    table |= {"mil": ("digits/thousand",), "millón": ("digits/million",), "millones": ("digits/millions",)}
    table |= {"menos": ("digits/minus",), "de": ("digits/es-de",), "primero": ("digits/h-1",)}
    table |= {"asterisco": ("digits/star",), "tecla de número": ("digits/pound",), "más": ("letters/plus",)}
    table |= {"dólares": ("digits/dollars",), "horas": ("hours",)}
    return table | {"minuto": ("queue-minute",), "minutos": ("queue-minutes",)}


_KEYS = {"*": "asterisco", "#": "tecla de número", "+": "más"}
_CURRENCIES = {
    "EUR": Money(Unit(("euro", "euros"), _HE), Unit(("céntimo", "céntimos"), _HE)),
    "USD": Money(Unit(("dólar", "dólares"), _HE), _CENT),
    "MXN": Money(Unit(("peso", "pesos"), _HE), _CENT),
}


class Spanish(SingularPlural):
    language = "es"
    sounds = _sounds()
    keys = _KEYS
    minus = "menos"
    currencies = _CURRENCIES

    def whole_money(self, whole: int, unit: Unit) -> tuple[Part, ...]:
        """Whole millions are "of" something: un millón de euros."""
        number, noun = self.counted(whole, unit)
        return (number, "de", noun) if whole and whole % 1_000_000 == 0 else (number, noun)

    def between_whole_and_hundredths(self) -> tuple[Part, ...]:
        return ("con",)

    def date(self, day: date) -> tuple[Part, ...]:
        number = "primero" if day.day == 1 else self.spelled(day.day)
        return (number, "de", _MONTHS[day.month - 1], "de", self.spelled(day.year))

    def time(self, moment: time) -> tuple[Part, ...]:
        minutes: tuple[Part, ...] = ("y", *self.counted(moment.minute, _MINUTE)) if moment.minute else ()
        return (*self.counted(moment.hour, _HOUR), *minutes)

    def position(self, position: int) -> tuple[Part, ...]:
        if position == 1:
            next_one = "Su llamada es la primera en línea y será atendida por el próximo representante."
            return (Word(next_one, ("queue-youarenext",)),)
        return (
            Word("Usted es el cliente número", ("queue-thereare",)),
            f"{self.spelled(position)},",
            Word("esperando por un representante.", ("queue-callswaiting",)),
        )

    def behind(self, position: int) -> tuple[Part, ...]:
        waiting = Word("llamada en espera.") if position == 1 else Word("llamadas en espera.", ("queue-quantity2",))
        return (Word("Por el momento hay más de", ("queue-quantity1",)), self.spelled(position, _SHE), waiting)

    def wait(self, minutes: int) -> tuple[Part, ...]:
        return (
            Word("Tiempo de espera estimado es de", ("queue-holdtime",)),
            Word("menos de", ("queue-less-than",)),
            *self.counted(minutes, _MINUTE),
        )

    def thanks(self) -> tuple[Part, ...]:
        return (Word("Muchas gracias por su paciencia.", ("queue-thankyou",)),)

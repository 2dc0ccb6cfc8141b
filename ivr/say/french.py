"""French, with the Canadian core set. It has no feminine "une" and no plural of a million: those are spoken.

Hyphens of the spelling reform join the words of a number, and the set says them one by one. "quatre-vingts" and "cents"
sound like their forms without an s.
"""

from datetime import date, time

from ivr.say.grammar import Money, SingularPlural, Unit
from ivr.say.words import Part, Sounds, Word, listed

_ONES = listed(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf vingt"
)
_TENS = listed("trente quarante cinquante soixante soixante-dix quatre-vingt quatre-vingt-dix")
_MONTHS = listed("janvier février mars avril mai juin juillet août septembre octobre novembre décembre")
_HE = "spellout-cardinal-masculine"
_SHE = "spellout-cardinal-feminine"

_HOUR = Unit(("heure", "heures"), _SHE)
_MINUTE = Unit(("minute", "minutes"), _SHE)
_CENT = Unit(("cent", "cents"), _HE)


def _sounds() -> Sounds:
    table = {word: (f"digits/{number}",) for number, word in enumerate(_ONES)}
    table |= {word: (f"digits/{10 * number}",) for number, word in enumerate(_TENS, start=3)}
    table |= {word: (f"digits/mon-{number}",) for number, word in enumerate(_MONTHS)}
    table |= {"quatre-vingts": ("digits/80",), "cent": ("digits/hundred",), "cents": ("digits/hundred",)}
    table |= {"mille": ("digits/thousand",), "million": ("digits/million",), "et": ("digits/et",)}
    table |= {"moins": ("digits/minus",), "premier": ("digits/h-1",), "dollars": ("digits/dollars",)}
    table |= {"étoile": ("digits/star",), "dièse": ("digits/pound",), "plus": ("letters/plus",)}
    table |= {"heure": ("digits/oclock",), "heures": ("hours",)}
    return table | {"minute": ("queue-minute",), "minutes": ("queue-minutes",)}


_KEYS = {"*": "étoile", "#": "dièse", "+": "plus"}
_CURRENCIES = {
    "EUR": Money(Unit(("euro", "euros"), _HE), Unit(("centime", "centimes"), _HE)),
    "CHF": Money(Unit(("franc", "francs"), _HE), Unit(("centime", "centimes"), _HE)),
    "USD": Money(Unit(("dollar", "dollars"), _HE), _CENT),
    "CAD": Money(Unit(("dollar", "dollars"), _HE), _CENT),
}


class French(SingularPlural):
    language = "fr"
    sounds = _sounds()
    keys = _KEYS
    minus = "moins"
    currencies = _CURRENCIES

    def form(self, number: int) -> int:
        """Nothing is singular too: zéro heure."""
        return 0 if abs(number) < 2 else 1

    def counted(self, number: int, unit: Unit) -> tuple[Part, ...]:
        """A coin is pronounced otherwise than the hundred it is written like."""
        number_of, noun = super().counted(number, unit)
        return (number_of, Word(str(noun)) if unit is _CENT else noun)

    def whole_money(self, whole: int, unit: Unit) -> tuple[Part, ...]:
        """Whole millions are "of" something: un million d'euros."""
        number, noun = self.counted(whole, unit)
        if whole == 0 or whole % 1_000_000:
            return (number, noun)
        return (number, f"d'{noun}" if noun == "euros" else f"de {noun}")

    def date(self, day: date) -> tuple[Part, ...]:
        number = "premier" if day.day == 1 else self.spelled(day.day)
        return (number, _MONTHS[day.month - 1], self.spelled(day.year))

    def time(self, moment: time) -> tuple[Part, ...]:
        minutes = (self.spelled(moment.minute, _SHE),) if moment.minute else ()
        return (*self.counted(moment.hour, _HOUR), *minutes)

    def position(self, position: int) -> tuple[Part, ...]:
        if position == 1:
            return (Word("Votre appel sera le prochain à être traité.", ("queue-youarenext",)),)
        return (
            Word("Vous êtes présentement l'appelant numéro", ("queue-thereare",)),
            f"{self.spelled(position)},",
            Word("en attente pour parler à un préposé.", ("queue-callswaiting",)),
        )

    def behind(self, position: int) -> tuple[Part, ...]:
        if position == 1:
            return ("Il y a présentement plus d'un appelant en attente pour parler à un représentant.",)
        return (
            Word("Il y a présentement plus de", ("queue-quantity1",)),
            self.spelled(position),
            Word("appelants en attente pour parler à un représentant.", ("queue-quantity2",)),
        )

    def wait(self, minutes: int) -> tuple[Part, ...]:
        begin = Word("Le temps d'attente est évalué à", ("queue-holdtime",))
        if minutes == 1:
            return (begin, "moins d'une minute")
        return (begin, Word("moins de", ("queue-less-than",)), *self.counted(minutes, _MINUTE))

    def thanks(self) -> tuple[Part, ...]:
        return (Word("Merci de votre patience.", ("queue-thankyou",)),)

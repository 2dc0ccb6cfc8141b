"""How a caller comes in: their number as flows compare it, and what the number dialled says of them. Lets nobody in."""

from dialplan.document import Dialled, Document
from dialplan.phone_numbers import normal_form
from ivr.world import Arrival


def arrival_of(document: Document, number_dialled: str, caller_number: str, caller_name: str = "") -> Arrival:
    """What a dialogue is told. ``caller_number``: as Asterisk tells it, empty where it is withheld."""
    dialled = document.numbers.get(number_dialled)
    return Arrival(
        number_dialled,
        _normal(document, caller_number, dialled),
        caller_name,
        dialled.source if dialled is not None else "",
        dialled.language if dialled is not None else None,
    )


def _normal(document: Document, number: str, dialled: Dialled | None) -> str:
    """With its country, where that is known."""
    trunk = document.trunks.get(dialled.trunk or "") if dialled is not None else None
    country = (trunk.country if trunk is not None else None) or document.country
    return normal_form(number, country or None)

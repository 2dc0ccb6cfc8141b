"""How a caller comes in: their number as flows compare it, and what the number dialled says of them. Lets nobody in."""

from dialplan.document import Document
from ivr.world import Arrival


def arrival_of(
    document: Document, number_dialled: str, caller_number: str, caller_name: str = "", arrived_on: str = ""
) -> Arrival:
    """What a dialogue is told.

    :param caller_number: as Asterisk tells it, empty where it is withheld.
    :param arrived_on: the trunk of the document that the call came in by; empty: none of them.
    """
    dialled = document.numbers.get(number_dialled)
    return Arrival(
        number_dialled,
        document.caller_number(caller_number, number_dialled, arrived_on),
        caller_name,
        dialled.source if dialled is not None else "",
        dialled.language if dialled is not None else None,
    )

"""What is known of a caller who was promised something: how their contact begins, and how they are called. Pure."""

from calls.deferred_store import Owed
from calls.outgoing import outside
from cdr.events import ContactBegan
from dialplan.document import Document


def began(document: Document, owed: Owed) -> ContactBegan:
    """The beginning of the contact; it names the one that was promised it."""
    return ContactBegan(
        owed.contact, owed.number_dialled, owed.caller_number, owed.caller_name, document.version, owed.earlier
    )


def called(document: Document, owed: Owed) -> tuple[str, None, dict[str, str]]:
    """How the caller is called: the endpoint, for nobody's leg, under the number of the trunk."""
    trunk = document.trunks.get(owed.trunk)
    shown = trunk.caller_id if trunk is not None else None
    presented = {"CALLERID(num)": shown, "CONNECTEDLINE(num)": shown} if shown else {}
    return outside(document, owed.trunk, owed.number), None, presented

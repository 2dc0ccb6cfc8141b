"""What a contact record cannot take, and when there is none. Each message is its class's docstring, filled in."""

from cdr.events import ContactFact
from vocabulary.ids import ContactId


class ForeignFact(Exception):
    """The record of contact {contact} was told of another one: {fact}."""

    def __init__(self, contact: ContactId, fact: ContactFact) -> None:
        super().__init__((type(self).__doc__ or "").format(contact=contact, fact=fact))


class ImpossibleFact(Exception):
    """The record of contact {contact} cannot take {fact}: {reason}."""

    def __init__(self, contact: ContactId, fact: ContactFact, reason: str) -> None:
        super().__init__((type(self).__doc__ or "").format(contact=contact, fact=fact, reason=reason))


class ContactNotEnded(Exception):
    """Contact {contact} has not ended: there is no record of it yet."""

    def __init__(self, contact: ContactId) -> None:
        super().__init__((type(self).__doc__ or "").format(contact=contact))

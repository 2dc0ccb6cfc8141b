"""The shape of who is let in at all, and of which private addresses a look-up may ask. Admits nobody itself."""

from ipaddress import ip_network
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, model_validator

from dialplan.schema import Name, Spec, Written, listed


class TurnedAwaySpec(Spec):
    """Where somebody goes who is not let in: to a flow."""

    flow: Name
    """The flow they walk through instead."""


def _kind(value: object) -> str:
    return "{word}" if isinstance(value, str) else "{flow}"


TurnedAway = Annotated[
    Annotated[Literal["hang_up"], Tag("{word}")] | Annotated[TurnedAwaySpec, Tag("{flow}")], Discriminator(_kind)
]
"""``hang_up``, or ``{flow: NAME}``."""
Calls = Annotated[Annotated[int, Field(ge=1, le=10_000)] | None, Written]


class AdmissionSpec(Spec):
    """Who is let in before the service takes the call."""

    blocked: Annotated[Name | None, Written] = None
    """The list of callers who are not let in; not written, nobody is blocked."""
    most_calls: Calls = None
    """Calls at the same time, all numbers together; not written, any number."""
    most_calls_per_caller: Calls = None
    """Calls at the same time from one number; not written, any number."""
    when_blocked: TurnedAway = "hang_up"
    """What becomes of a blocked caller."""
    when_full: TurnedAway = "hang_up"
    """What becomes of a call above one of the limits, also of a number's ``most_calls``."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if "when_blocked" in self.model_fields_set and self.blocked is None:
            raise ValueError("when_blocked needs blocked: without a list nobody is blocked")
        return self


def _checked_network(network: str) -> str:
    try:
        ip_network(network)
    except ValueError:
        raise ValueError("must be an IP address or a network: 10.0.0.5, 192.168.1.0/24") from None
    return network


class LookUpsSpec(Spec):
    """What HTTP look-ups of the flows may reach."""

    allow_private: Annotated[
        list[Annotated[str, AfterValidator(_checked_network)]], BeforeValidator(listed), Field(max_length=100)
    ] = Field(default_factory=list)
    """Private addresses and networks that may be asked; any other private address never is."""

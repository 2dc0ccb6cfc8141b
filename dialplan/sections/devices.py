"""The shape of phones: those of agents, and those at which whoever comes may sit down. Opens no connection."""

from typing import Annotated, Literal

from dialplan.schema import LanguageCode, Number, Spec, Written
from dialplan.sections.secrets import SecretSpec

Transport = Literal["udp", "tcp", "tls", "wss"]


class DeviceSpec(Spec):
    """A phone of an agent."""

    transport: Transport = "udp"
    """What carries its signalling: ``tls`` brings encrypted sound with it, ``wss`` is a browser's."""
    secret: Annotated[SecretSpec | None, Written] = None
    """Where its password is kept; not written, one is made."""
    silence_suppression: bool = False
    """Whether it sends nothing while nobody speaks: then its silence is no sign that it is gone."""


class PhoneSpec(DeviceSpec):
    """A phone that is nobody's: agents log in there."""

    number: Annotated[Number | None, Written] = None
    """The number it shows when somebody calls who is not logged in; not written, its name."""
    language: Annotated[LanguageCode | None, Written] = None
    """What is spoken into it while nobody is logged in there; not written, the first of ``languages``."""

"""The shape of what a number dialled leads to. Resolves no name."""

from typing import Annotated

from pydantic import Field, model_validator

from dialplan.schema import LanguageCode, Name, Spec, Written


class NumberSpec(Spec):
    """A flow, or with what is known of whoever dials this number."""

    SHORT = "flow"

    flow: Name
    """The flow its callers walk through."""
    source: Annotated[Name | None, Written] = None
    """The advertisement this number stands in; it is written into the contact record."""
    language: Annotated[LanguageCode | None, Written] = None
    """What its callers are spoken to in; not written, the first of ``languages``."""
    most_calls: Annotated[Annotated[int, Field(ge=1, le=10_000)] | None, Written] = None
    """Calls to it at the same time; not written, any number."""
    trunk: Annotated[Name | None, Written] = None
    """The trunk it is served on; not written, all of them."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"flow": value} if isinstance(value, str) else value

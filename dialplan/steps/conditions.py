"""What a branch looks at: hours, the caller's number, a variable, a queue, and what is put together from these."""

import re
from collections.abc import Iterator
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from dialplan.schema import Name, Spec, Written, like, listed
from dialplan.steps.common import Named
from dialplan.tree import Path
from ivr.conditions import (
    AnyOne,
    CallerNumberLike,
    CallerOnList,
    Comparison,
    Condition,
    EveryOne,
    NotSo,
    OpenNow,
    VariableIs,
)
from vocabulary.ids import HoursName, ListName

ANONYMOUS = "anonymous"
_CALLER = re.compile(r"\+?[0-9]{1,32}\*?|\+\*")
_CALLER_WRITTEN = re.compile(rf"{_CALLER.pattern}|{ANONYMOUS}")
_VARIABLE = re.compile(r"[a-z][a-z0-9_.-]{0,79}")
_COMPARISONS = {
    "is_": Comparison.EQUAL,
    "is_not": Comparison.NOT_EQUAL,
    "above": Comparison.MORE,
    "below": Comparison.LESS,
    "at_least": Comparison.AT_LEAST,
    "at_most": Comparison.AT_MOST,
}
MEASURES = ("waiting", "estimate_seconds", "agents", "ready")
_SUBJECTS = {
    "open": "open",
    "caller_on": "caller_on",
    "caller": "caller",
    "variable": "variable",
    "queue": "queue",
    "all_of": "all",
    "any_of": "any",
    "not_": "not",
}


def _checked_caller(number: str) -> str:
    if number != ANONYMOUS and not _CALLER.fullmatch(number):
        raise ValueError("a caller is a number, the beginning of one with * behind it, or anonymous")
    return number


def _checked_variable(name: str) -> str:
    if not _VARIABLE.fullmatch(name):
        raise ValueError("a variable is written without braces: account, caller.number, queue.support.waiting")
    return name


def as_text(value: object) -> object:
    """Numbers need no quotes; nor do true and false, which are text everywhere else a variable gets its value."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


Value = Annotated[
    Annotated[str, Field(max_length=1_000), BeforeValidator(as_text, json_schema_input_type=str | int | float | bool)]
    | None,
    Written,
]
_Number = Annotated[float | None, Written]


class ComparedSpec(Spec):
    """How something compares. Of several comparisons every one must hold."""

    is_: Value = Field(None, alias="is")
    """Equal to this."""
    is_not: Value = None
    """Different from this."""
    above: _Number = None
    """A number above this."""
    below: _Number = None
    """A number below this."""
    at_least: _Number = None
    """A number not below this."""
    at_most: _Number = None
    """A number not above this."""

    def comparisons(self, variable: str) -> tuple[Condition, ...]:
        found = ((comparison, getattr(self, key)) for key, comparison in _COMPARISONS.items())
        return tuple(
            VariableIs(variable, comparison, _shown(value)) for comparison, value in found if value is not None
        )


class MeasureSpec(ComparedSpec):
    """How a number compares: ``{above: 5}``, or the number itself."""

    SHORT: ClassVar[str] = "is"

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"is": value} if isinstance(value, int | float) and not isinstance(value, bool) else value

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.comparisons(""):
            raise ValueError("compare it: is, is_not, above, below, at_least or at_most")
        return self


_Measure = Annotated[MeasureSpec | None, Written]


class ConditionSpec(ComparedSpec):
    """Something that holds or does not: exactly one of hours, caller, variable, queue, ``all``, ``any``, ``not``."""

    open: Annotated[Name | None, Written] = None
    """These hours are open now."""
    caller_on: Annotated[Name | None, Written] = None
    """The caller's number is on this list."""
    caller: Annotated[
        Annotated[
            list[Annotated[str, AfterValidator(_checked_caller), like(_CALLER_WRITTEN, "caller")]],
            BeforeValidator(listed),
            Field(min_length=1, max_length=100),
        ]
        | None,
        Written,
    ] = None
    """The caller's number is one of these, or begins with one that ends in ``*``; ``anonymous``: shows no number."""
    variable: Annotated[
        Annotated[str, AfterValidator(_checked_variable), like(_VARIABLE, "variable")] | None, Written
    ] = None
    """This variable compares so: with ``is``, ``is_not``, ``above``, ``below``, ``at_least``, ``at_most``."""
    queue: Annotated[Name | None, Written] = None
    """This queue is so: with ``waiting``, ``estimate_seconds``, ``agents``, ``ready``, ``is_open``."""
    waiting: _Measure = None
    """Callers waiting in the queue."""
    estimate_seconds: _Measure = None
    """The estimated wait; while none is known, no comparison holds but ``is_not``."""
    agents: _Measure = None
    """Agents of the queue who are logged in."""
    ready: _Measure = None
    """Agents of the queue who could take a call now."""
    is_open: Annotated[bool | None, Written] = None
    """Whether the queue takes callers."""
    all_of: Annotated[Annotated[list["ConditionSpec"], Field(min_length=1, max_length=50)] | None, Written] = Field(
        None, alias="all"
    )
    """Every one of these holds."""
    any_of: Annotated[Annotated[list["ConditionSpec"], Field(min_length=1, max_length=50)] | None, Written] = Field(
        None, alias="any"
    )
    """At least one of these holds."""
    not_: Annotated["ConditionSpec | None", Written] = Field(None, alias="not")
    """This does not hold."""

    @model_validator(mode="after")
    def _judged(self) -> Self:
        self.judged()
        return self

    def judged(self) -> None:
        """Raises ``ValueError`` where what is written is not one condition."""
        found = [word for key, word in _SUBJECTS.items() if getattr(self, key) is not None]
        if len(found) != 1:
            said = f"this one has {' and '.join(found)}" if found else "this one has none"
            raise ValueError(f"a condition is one of {', '.join(_SUBJECTS.values())}; {said}")
        compared = bool(self.comparisons(""))
        measured = self.is_open is not None or any(getattr(self, measure) is not None for measure in MEASURES)
        if compared != (self.variable is not None):
            raise ValueError(
                "is, is_not, above, below, at_least and at_most compare a variable, and a variable needs one of them"
            )
        if measured != (self.queue is not None):
            raise ValueError(f"{', '.join(MEASURES)} and is_open are of a queue, and a queue needs one of them")

    def condition(self) -> Condition:
        """What the dialogue judges."""
        if self.open is not None:
            return OpenNow(HoursName(self.open))
        if self.caller_on is not None:
            return CallerOnList(ListName(self.caller_on))
        if self.caller is not None:
            return CallerNumberLike(tuple(self.caller))
        if self.variable is not None:
            return _every(self.comparisons(self.variable))
        if self.queue is not None:
            return _every(tuple(self._of_queue(self.queue)))
        if self.all_of is not None:
            return EveryOne(tuple(one.condition() for one in self.all_of))
        if self.any_of is not None:
            return AnyOne(tuple(one.condition() for one in self.any_of))
        assert self.not_ is not None
        return NotSo(self.not_.condition())

    def names_used(self) -> Iterator[Named]:
        """The hours, lists and queues it speaks of."""
        if self.open is not None:
            yield Named("hours", self.open, ("open",))
        if self.caller_on is not None:
            yield Named("lists", self.caller_on, ("caller_on",))
        if self.queue is not None:
            yield Named("queues", self.queue, ("queue",))
        for path, part in self.parts():
            yield from (name._replace(path=(*path, *name.path)) for name in part.names_used())

    def variables_read(self) -> Iterator[tuple[str, Path]]:
        """The variables it looks at, those of queues among them."""
        if self.variable is not None:
            yield self.variable, ("variable",)
        if self.queue is not None:
            yield f"queue.{self.queue}.waiting", ("queue",)
        for path, part in self.parts():
            yield from ((variable, (*path, *at)) for variable, at in part.variables_read())

    def parts(self) -> Iterator[tuple[Path, "ConditionSpec"]]:
        """The conditions it is put together from."""
        for word, several in (("all", self.all_of), ("any", self.any_of)):
            yield from (((word, index), part) for index, part in enumerate(several or ()))
        if self.not_ is not None:
            yield ("not",), self.not_

    def _of_queue(self, queue: str) -> Iterator[Condition]:
        if self.is_open is not None:
            yield VariableIs(f"queue.{queue}.open", Comparison.EQUAL, "yes" if self.is_open else "no")
        for key in MEASURES:
            measure: MeasureSpec | None = getattr(self, key)
            if measure is not None:
                yield from measure.comparisons(f"queue.{queue}.{key}")


def _every(conditions: tuple[Condition, ...]) -> Condition:
    return conditions[0] if len(conditions) == 1 else EveryOne(conditions)


def _shown(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.15g}"

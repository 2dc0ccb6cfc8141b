"""The shape of a flow's steps, one verb each, and what they become. Finds no prompt itself: takes a function for it."""

import re
from collections.abc import Callable, Iterator
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from dialplan.errors import did_you_mean, shown
from dialplan.requirements import MOST_STEPS, Requires, Seconds, requirement
from dialplan.schema import Name, Priority, Prompts, Spec, listed
from dialplan.tree import Path
from ivr.flow import Enqueue, HangUp, Menu, Play, Steps
from ivr.flow import Step as FlowStep
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, MediaUri, QueueName
from vocabulary.skills import OneOf, Requirement, Step

_KEYS = re.compile(r"[0-9*#]{1,16}")

Resolve = Callable[[str], MediaUri]
"""From a prompt's name in the document to what Asterisk is asked to play."""


def _checked_keys(keys: str) -> str:
    if not _KEYS.fullmatch(keys):
        raise ValueError("a choice is one to 16 of the keys 0-9 * #")
    return keys


class PlaySpec(Spec):
    """``play: welcome``, ``play: [welcome, notice]`` or with ``barge_in: false`` beside ``prompts``."""

    prompts: Annotated[Prompts, Field(min_length=1)]
    barge_in: bool = True

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"prompts": value} if isinstance(value, str | list) else value

    def step(self, resolve: Resolve) -> Play:
        return Play(_media(self.prompts, resolve), self.barge_in)


class MenuSpec(Spec):
    """A question answered by keys."""

    choices: Annotated[
        dict[Annotated[str, AfterValidator(_checked_keys)], "StepList"], Field(min_length=1, max_length=100)
    ]
    prompt: Prompts = Field(default_factory=list)
    wrong_key: Prompts = Field(default_factory=list)
    no_key: Prompts = Field(default_factory=list)
    attempts: int = Field(3, ge=1, le=10)
    first_digit_seconds: float = Field(5.0, ge=0.5, le=60)
    inter_digit_seconds: float = Field(2.0, ge=0.5, le=30)
    otherwise: "StepList" = Field(default_factory=list)

    def step(self, resolve: Resolve) -> Menu:
        return Menu(
            prompts=_media(self.prompt, resolve),
            choices={keys: compiled(steps, resolve) for keys, steps in self.choices.items()},
            wrong_key=_media(self.wrong_key, resolve),
            no_key=_media(self.no_key, resolve),
            attempts=self.attempts,
            first_digit_seconds=self.first_digit_seconds,
            inter_digit_seconds=self.inter_digit_seconds,
            otherwise=compiled(self.otherwise, resolve),
        )


class EnqueueSpec(Spec):
    """``enqueue: support``, or with what the caller needs, and what becomes of them, beside ``queue``."""

    queue: Name
    requires: Requires = Field(default_factory=dict)
    prefer: Annotated[list[Name], BeforeValidator(listed), Field(max_length=MOST_STEPS)] = Field(default_factory=list)
    prefer_seconds: Seconds = 30.0
    priority: Priority = 0
    otherwise: "StepList" = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"queue": value} if isinstance(value, str) else value

    def requirement(self) -> Requirement:
        """The steps, that of the preferred agents before the others."""
        steps = requirement(self.requires).steps
        if not self.prefer:
            return Requirement(steps)
        preferred = OneOf(tuple(AgentName(agent) for agent in self.prefer))
        return Requirement((Step(preferred, self.prefer_seconds), *steps))

    def step(self, resolve: Resolve) -> Enqueue:
        return Enqueue(
            QueueName(self.queue), self.requirement(), self.priority, otherwise=compiled(self.otherwise, resolve)
        )


class HangUpSpec(Spec):
    """``hang_up``, or ``hang_up: {cause: busy}``. The cause reaches the caller's phone only if it was not answered."""

    cause: Literal["normal", "busy", "congestion", "rejected"] = "normal"

    def step(self) -> HangUp:
        return HangUp(HangUpCause[self.cause.upper()])


class StepSpec(Spec):
    """One step: exactly one of these verbs."""

    play: PlaySpec | None = None
    menu: MenuSpec | None = None
    enqueue: EnqueueSpec | None = None
    hang_up: HangUpSpec | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: object) -> object:
        if value == "hang_up":
            return {"hang_up": {}}
        if isinstance(value, str):
            raise ValueError(f"{shown(value)} is no step{did_you_mean(value, cls.model_fields)}")
        if isinstance(value, dict):
            # A verb with nothing behind its colon is a verb, not its absence.
            return {key: {} if needs is None else needs for key, needs in value.items()}
        return value

    @model_validator(mode="after")
    def _one_verb(self) -> Self:
        verbs = [verb for verb in type(self).model_fields if getattr(self, verb) is not None]
        if len(verbs) != 1:
            found = f"this one has {' and '.join(verbs)}" if verbs else "this one has none"
            raise ValueError(f"a step has one verb; {found}")
        return self

    def step(self, resolve: Resolve) -> FlowStep:
        if self.play:
            return self.play.step(resolve)
        if self.menu:
            return self.menu.step(resolve)
        if self.enqueue:
            return self.enqueue.step(resolve)
        assert self.hang_up
        return self.hang_up.step()


StepList = Annotated[list[StepSpec], BeforeValidator(listed), Field(max_length=200)]
MenuSpec.model_rebuild()
EnqueueSpec.model_rebuild()
StepSpec.model_rebuild()


def compiled(steps: list[StepSpec], resolve: Resolve) -> Steps:
    """The steps as the interpreter takes them."""
    return tuple(step.step(resolve) for step in steps)


def walked(steps: list[StepSpec], path: Path) -> Iterator[tuple[StepSpec, Path]]:
    """Every step with its path, those inside menus and behind queues too, in the order written."""
    for index, step in enumerate(steps):
        here = (*path, index)
        yield step, here
        if step.menu:
            for keys, choice in step.menu.choices.items():
                yield from walked(choice, (*here, "menu", "choices", keys))
            yield from walked(step.menu.otherwise, (*here, "menu", "otherwise"))
        if step.enqueue:
            yield from walked(step.enqueue.otherwise, (*here, "enqueue", "otherwise"))


def prompts_of(step: StepSpec, path: Path) -> Iterator[tuple[str, Path]]:
    """Every prompt this step itself plays, with its path."""
    lists: dict[Path, list[str]] = {}
    if step.play:
        lists[*path, "play", "prompts"] = step.play.prompts
    if step.menu:
        for key in ("prompt", "wrong_key", "no_key"):
            lists[*path, "menu", key] = getattr(step.menu, key)
    for place, prompts in lists.items():
        for index, prompt in enumerate(prompts):
            yield prompt, (*place, index)


def _media(prompts: list[str], resolve: Resolve) -> tuple[MediaUri, ...]:
    return tuple(resolve(prompt) for prompt in prompts)

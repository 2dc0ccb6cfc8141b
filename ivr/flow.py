"""A call flow, ready to be walked: frozen steps, one verb each. Knows no YAML and no telephone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from vocabulary.causes import HangUpCause
from vocabulary.ids import FlowName, MediaUri, QueueName
from vocabulary.skills import Requirement


@dataclass(frozen=True, slots=True)
class Play:
    """Prompts one after the other. A key stops them (unless ``barge_in`` is off) and is kept for the next menu."""

    prompts: tuple[MediaUri, ...]
    barge_in: bool = True


@dataclass(frozen=True, slots=True)
class Menu:
    """A question answered by keys.

    ``choices`` maps keys (one or more of ``0-9*#``) to the steps they lead to. ``first_digit_seconds`` runs from the
    end of the prompt, ``inter_digit_seconds`` from the last key where a longer choice is still possible. After
    ``attempts`` wrong or missing answers the steps of ``otherwise`` are walked.
    """

    prompts: tuple[MediaUri, ...]
    choices: Mapping[str, "Steps"]
    wrong_key: tuple[MediaUri, ...] = ()
    no_key: tuple[MediaUri, ...] = ()
    attempts: int = 3
    first_digit_seconds: float = 5.0
    inter_digit_seconds: float = 2.0
    otherwise: "Steps" = ()


@dataclass(frozen=True, slots=True)
class Enqueue:
    """Hand the caller to a queue. The flow goes on after it when the caller comes back.

    ``otherwise`` is walked before that, where the queue did not serve the caller: full, closed, waited too long, a key.
    """

    queue: QueueName
    requirement: Requirement = Requirement()
    priority: int = 0
    otherwise: "Steps" = ()


@dataclass(frozen=True, slots=True)
class HangUp:
    cause: HangUpCause = HangUpCause.NORMAL


Step = Play | Menu | Enqueue | HangUp
Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """The steps a caller walks through from the first. Past the last step the call is hung up."""

    name: FlowName
    steps: Steps = field(default=())


def prompts_in(steps: Steps) -> Iterator[MediaUri]:
    """Every prompt these steps, and the steps their menus and queues lead to, may play; some more than once."""
    for step in steps:
        match step:
            case Play(prompts):
                yield from prompts
            case Menu():
                yield from (*step.prompts, *step.wrong_key, *step.no_key, *prompts_in(step.otherwise))
                for chosen in step.choices.values():
                    yield from prompts_in(chosen)
            case Enqueue():
                yield from prompts_in(step.otherwise)
            case HangUp():
                continue
            case _:
                assert_never(step)


def with_prompts(steps: Steps, renamed: Callable[[MediaUri], MediaUri]) -> Steps:
    """The same steps, each prompt replaced by what ``renamed`` gives for it."""

    def each(prompts: tuple[MediaUri, ...]) -> tuple[MediaUri, ...]:
        return tuple(map(renamed, prompts))

    def one(step: Step) -> Step:
        match step:
            case Play(prompts):
                return replace(step, prompts=each(prompts))
            case Menu():
                return replace(
                    step,
                    prompts=each(step.prompts),
                    wrong_key=each(step.wrong_key),
                    no_key=each(step.no_key),
                    choices={keys: with_prompts(chosen, renamed) for keys, chosen in step.choices.items()},
                    otherwise=with_prompts(step.otherwise, renamed),
                )
            case Enqueue():
                return replace(step, otherwise=with_prompts(step.otherwise, renamed))
            case HangUp():
                return step
            case _:
                assert_never(step)

    return tuple(map(one, steps))

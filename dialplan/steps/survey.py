"""``survey``: questions answered from 1 to 5, kept with the contact."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from dialplan.schema import Name, Prompts
from dialplan.steps.common import Attempts, FirstDigitSeconds, Verb, media, placed
from dialplan.tree import Path
from ivr.flow import ForgetKeys, Mark, MarkKind, Menu, Play, Steps

_ANSWERS = "12345"


class SurveySpec(Verb):
    """Asks questions that are answered with 1 to 5: ``survey: {questions: {friendly: ask-friendly}}``."""

    questions: Annotated[dict[Name, Annotated[Prompts, Field(min_length=1)]], Field(min_length=1, max_length=20)]
    """Names, under which the answers are kept, with the prompts that ask."""
    thanks: Prompts = Field(default_factory=list)
    """Played at the end."""
    wrong_key: Prompts = Field(default_factory=list)
    """Played after another key, before the question is asked again."""
    attempts: Attempts = 2
    """After so many wrong or missing answers a question is left."""
    first_digit_seconds: FirstDigitSeconds = 5.0
    """How long a key is waited for, from the end of the prompt."""

    @property
    def asks(self) -> bool:
        return True

    def steps(self) -> Steps:
        asked = (self._question(name, prompts) for name, prompts in self.questions.items())
        # What was typed before, to a queue or an agent, is no answer.
        return (ForgetKeys(), *asked, *((Play(media(self.thanks)),) if self.thanks else ()))

    def prompts_heard(self) -> Iterator[tuple[str, Path]]:
        for name, prompts in self.questions.items():
            yield from placed(prompts, "questions", name)
        yield from placed(self.thanks, "thanks")
        yield from placed(self.wrong_key, "wrong_key")

    def _question(self, name: str, prompts: list[str]) -> Menu:
        return Menu(
            prompts=media(prompts),
            choices={answer: (Mark(MarkKind.SURVEY, answer, key=name),) for answer in _ANSWERS},
            wrong_key=media(self.wrong_key),
            attempts=self.attempts,
            first_digit_seconds=self.first_digit_seconds,
        )

"""``language``: what the caller is spoken to in from here on, said by the flow or chosen with a key."""

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from dialplan.schema import LanguageCode, Prompts, Written
from dialplan.steps.common import Attempts, Choice, FirstDigitSeconds, Named, Verb, media, placed
from dialplan.tree import Path
from ivr.flow import Menu, SetLanguage, Steps
from vocabulary.ids import Language


class LanguageSpec(Verb):
    """Sets the language: ``language: ru``, or by a key: ``language: {prompt: choose, choices: {"1": en, "2": ru}}``."""

    SHORT = "language"

    language: Annotated[LanguageCode | None, Written] = None
    """The language, without asking."""
    prompt: Prompts = Field(default_factory=list)
    """What is asked; usually one prompt a language."""
    choices: Annotated[dict[Choice, LanguageCode], Field(max_length=20)] = Field(default_factory=dict)
    """Keys with the language each stands for."""
    attempts: Attempts = 2
    """After so many wrong or missing answers the language stays as it is."""
    first_digit_seconds: FirstDigitSeconds = 5.0
    """How long a key is waited for, from the end of the prompt."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"language": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _set_or_chosen(self) -> Self:
        if (self.language is None) == (not self.choices):
            raise ValueError("write a language, or choices: keys with the languages they stand for")
        if self.language is not None and len(self.model_fields_set) > 1:
            raise ValueError("a language that is set is not asked for: prompt and attempts belong to choices")
        return self

    @property
    def asks(self) -> bool:
        return bool(self.choices)

    def steps(self) -> Steps:
        if self.language is not None:
            return (SetLanguage(Language(self.language)),)
        return (
            Menu(
                prompts=media(self.prompt),
                choices={keys: (SetLanguage(Language(language)),) for keys, language in self.choices.items()},
                attempts=self.attempts,
                first_digit_seconds=self.first_digit_seconds,
            ),
        )

    def prompts_heard(self) -> Iterator[tuple[str, Path]]:
        return placed(self.prompt, "prompt")

    def names_used(self) -> Iterator[Named]:
        if self.language is not None:
            yield Named("languages", self.language, ("language",))
        for keys, language in self.choices.items():
            yield Named("languages", language, ("choices", keys))

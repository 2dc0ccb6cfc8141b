"""The shape of one language's words for codes. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass

from calls.dialled import Action
from calls.keypad.phrases import Phrase
from vocabulary.ids import Language


@dataclass(frozen=True, slots=True)
class Catalogue:
    """``phrases``: whole sentences. ``actions``: what each code does, as it is read out before the code."""

    language: Language
    phrases: Mapping[Phrase, str]
    actions: Mapping[Action, str]

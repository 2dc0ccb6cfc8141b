"""What is played for what a flow says, and how a record names it. Plays nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from ivr.memory import Memory
from ivr.sayings import Saying
from ivr.world import Voice
from vocabulary.ids import Language, MediaUri

TEXT = "text:"
VARIABLE = "var:"


@dataclass(frozen=True, slots=True)
class Utterance:
    """``media`` is played; ``told`` is what the flow calls it."""

    media: tuple[MediaUri, ...] = ()
    told: tuple[MediaUri, ...] = ()


def of_prompts(prompts: Iterable[MediaUri], memory: Memory, voice: Voice, language: Language) -> Utterance:
    """These prompts in this language. A text or a variable that turns out to be empty is passed over."""
    each = [_of_prompt(prompt, memory, voice, language) for prompt in prompts]
    return Utterance(tuple(media for media, _ in each if media), tuple(told for media, told in each if media))


def _of_prompt(prompt: MediaUri, memory: Memory, voice: Voice, language: Language) -> tuple[MediaUri, MediaUri]:
    if prompt.startswith(VARIABLE):
        return MediaUri(memory.variables.get(prompt.removeprefix(VARIABLE), "")), prompt
    if not prompt.startswith(TEXT):
        return voice.media(prompt, language), prompt
    words = memory.filled(prompt)
    spoken = voice.media(MediaUri(words), language) if words.removeprefix(TEXT).strip() else MediaUri("")
    return spoken, MediaUri(memory.told(prompt))


def of_saying(saying: Saying, memory: Memory, voice: Voice, language: Language) -> Utterance:
    """This value in this language; nothing where the voice cannot say it."""
    media = voice.say(saying.kind, memory.filled(saying.value), language, saying.currency)
    told = MediaUri(f"say:{saying.kind}:{memory.told(saying.value)}")
    return Utterance(media, (told,)) if media else Utterance()

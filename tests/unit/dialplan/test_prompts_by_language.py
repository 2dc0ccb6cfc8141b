"""Prompts in several languages: what is played in each, what is missed, and where that is said."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dialplan.document import FilePrompt, SetPrompt, SpokenPrompt
from dialplan.loader import load
from tests.unit.dialplan.conftest import write_wav
from vocabulary.ids import Language, MediaUri

Found = Callable[[], list[str]]
EN, RU = Language("en"), Language("ru")

MORE = """\
languages: [en, ru]
prompts:
  sorry: sound:vm-sorry
  closed: {text: "We are closed."}
  hello:
    en: {text: Hello}
    ru: sounds/hello.wav
"""


@pytest.fixture
def bilingual(directory: Path) -> Path:
    (directory / "more.yaml").write_text(MORE)
    write_wav(directory / "sounds/hello.wav")
    return directory


def test_a_prompt_is_a_file_a_set_prompt_or_a_text_in_each_language(bilingual: Path) -> None:
    prompts = load(bilingual).prompts
    assert prompts["sorry"] == {EN: SetPrompt("vm-sorry"), RU: SetPrompt("vm-sorry")}
    assert prompts["closed"] == {EN: SpokenPrompt("We are closed.")}
    assert prompts["hello"][EN] == SpokenPrompt("Hello")
    russian = prompts["hello"][RU]
    assert isinstance(russian, FilePrompt)
    assert russian.path == bilingual.resolve() / "sounds/hello.wav"


def test_what_is_played_is_the_callers_language_or_the_first(bilingual: Path) -> None:
    voice = load(bilingual).world.voice
    assert voice.media(MediaUri("prompt:hello"), EN) == "speech:en:Hello"
    assert voice.media(MediaUri("prompt:hello"), RU) == f"sound:{bilingual.resolve()}/sounds/hello"
    assert voice.media(MediaUri("prompt:closed"), RU) == "speech:en:We are closed."


def test_what_is_played_may_lie_elsewhere(bilingual: Path) -> None:
    document = load(bilingual).with_media(lambda uri: MediaUri(f"{uri}-near"))
    assert document.world.voice.media(MediaUri("prompt:welcome"), EN).endswith("sounds/welcome-near")
    assert document.media["closed"] == {EN: "speech:en:We are closed.-near"}


def test_the_prompts_that_are_installed_are_told_to_the_voice(bilingual: Path) -> None:
    document = load(bilingual).with_sounds({EN: frozenset({"vm-sorry"}), RU: frozenset()})
    assert document.world.voice.media(MediaUri("sound:vm-sorry"), RU) == "sound:en/vm-sorry"


def test_a_language_that_lacks_a_prompt_is_warned_about(bilingual: Path, warnings: Found) -> None:
    del bilingual
    found = [warning for warning in warnings() if "missing" in warning]
    assert found == [
        "main.yaml:4:3: warning: 'welcome' is missing in ru; falls back to en",
        "main.yaml:5:3: warning: 'choose' is missing in ru; falls back to en",
        "more.yaml:4:3: warning: 'closed' is missing in ru; falls back to en",
    ]


REFUSED = {
    "missing in the first language": ("hello: {ru: sound:hi}", "3:3: 'hello' is missing in 'en', the first language"),
    "of a language that is not spoken": (
        "hello: {en: sound:hi, fr: sound:hi}",
        "3:25: unknown language 'fr'",
    ),
    "a language that is none": ("hello: {en: sound:hi, Russian: sound:hi}", "3:25: 'Russian': a language is two or"),
    "without a language": ("hello: {}", "3:3: 'text' is missing"),
    "no text": ("hello: {text: ' '}", "3:17: there is nothing to speak in this text"),
    "too much text": (f"hello: {{text: {'x' * 1001}}}", "3:17: a text to speak is at most 1,000 characters"),
    "an escape": (r'hello: {text: "a\e[2J"}', "3:17: a text to speak is made of printable characters"),
    "a variable": ("hello: {text: 'Dear {name}'}", "3:17: a prompt is made before anybody calls: no {variable} in it"),
    "a misspelt key": ("hello: {txt: Hello}", "3:16: a prompt is a .wav file inside this directory"),
    "a number": ("hello: 5", "3:10: must be"),
    "a file of one language that is missing": (
        "hello: {en: sound:hi, ru: sounds/welcom.wav}",
        "3:29: no file sounds/welcom.wav here; did you mean 'sounds/welcome.wav'?",
    ),
    "a file of one language outside": (
        "hello: {en: sound:hi, ru: ../../etc/passwd.wav}",
        "3:29: a prompt is a .wav file inside this directory",
    ),
}


@pytest.mark.parametrize(("prompt", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_a_prompt_is_refused_with_line_and_column(directory: Path, problems: Found, prompt: str, expected: str) -> None:
    (directory / "more.yaml").write_text(f"languages: [en, ru]\nprompts:\n  {prompt}\n")
    assert any(problem.startswith(f"more.yaml:{expected}") for problem in problems()), problems()


def test_a_file_of_any_language_belongs_to_the_version(bilingual: Path) -> None:
    before = load(bilingual)
    write_wav(bilingual / "sounds/hello.wav", seconds=1.0)
    after = load(bilingual)
    assert before.version != after.version
    assert before.prompts["hello"] != after.prompts["hello"]


def test_one_link_out_of_the_directory_in_any_language_is_refused(
    bilingual: Path, problems: Found, tmp_path: Path
) -> None:
    write_wav(tmp_path / "elsewhere.wav")
    (bilingual / "sounds/hello.wav").unlink()
    (bilingual / "sounds/hello.wav").symlink_to(tmp_path / "elsewhere.wav")
    assert problems() == ["more.yaml:7:9: sounds/hello.wav is a link that leads out of the directory"]

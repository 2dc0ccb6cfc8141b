"""A valid dialplan directory to break, one way at a time."""

import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from dialplan.errors import DialplanInvalid, Problem, Severity
from dialplan.loader import load

VALID = """\
numbers:
  "100": main
prompts:
  welcome: sounds/welcome.wav
  choose: sounds/choose.wav
skills: [english, billing]
queues:
  support: {line: first, wrap_up_seconds: 10}
  sales:
    line: second
    music: default
agents:
  alice: {name: "Alice", skills: {english: 5}, queues: [support, sales]}
flows:
  main:
    - play: [welcome]
    - menu:
        prompt: [choose]
        choices:
          "1": [{enqueue: {queue: support, requires: {english: 3}, priority: 2}}]
          2:
            - enqueue: sales
        otherwise:
          - hang_up
"""


def write_wav(path: Path, *, seconds: float = 0.5, rate: int = 8000, channels: int = 1, width: int = 2) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as audio:
        audio.setnchannels(channels)
        audio.setsampwidth(width)
        audio.setframerate(rate)
        audio.writeframes(bytes(int(seconds * rate) * channels * width))


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A directory that holds the valid document as ``main.yaml``, and its prompts."""
    folder = tmp_path / "plan"
    folder.mkdir()
    (folder / "main.yaml").write_text(VALID)
    write_wav(folder / "sounds/welcome.wav")
    write_wav(folder / "sounds/choose.wav")
    return folder


@pytest.fixture
def problems(directory: Path) -> Callable[[], list[str]]:
    """What is refused in the directory as it is now, as ``file:line:column: message`` with bare file names."""
    return lambda: _found(directory, Severity.ERROR)


@pytest.fixture
def warnings(directory: Path) -> Callable[[], list[str]]:
    """What is warned about in the directory as it is now, with bare file names."""
    return lambda: _found(directory, Severity.WARNING)


@pytest.fixture
def edit(directory: Path) -> Callable[..., None]:
    """Puts new text for old into the valid document, one pair after the other; the old stands there once."""

    def edited(*pairs: tuple[str, str]) -> None:
        text = (directory / "main.yaml").read_text()
        for old, new in pairs:
            assert text.count(old) == 1
            text = text.replace(old, new)
        (directory / "main.yaml").write_text(text)

    return edited


def _found(directory: Path, severity: Severity) -> list[str]:
    return [str(problem).replace(f"{directory}/", "") for problem in _all(directory) if problem.severity is severity]


def _all(directory: Path) -> tuple[Problem, ...]:
    try:
        return load(directory).warnings
    except DialplanInvalid as invalid:
        return invalid.problems

"""Texts are made into files once, by a command that may fail: the caller never waits for it."""

import asyncio
import os
import shlex
import sys
from pathlib import Path

import pytest
import soundfile

from service.speech import CommandUnusable, SpeechCommand, SpeechFailed, SpeechMaker, parts_of
from vocabulary.ids import Language, MediaUri

EN, RU = Language("en"), Language("ru")
SPEAKER = """
import io, math, struct, sys, wave
text = sys.stdin.buffer.read().decode()
with open({log!r}, "a") as log:
    log.write(repr((sys.argv[1:], text)) + chr(10))
made = io.BytesIO()
with wave.open(made, "wb") as out:
    out.setnchannels(1)
    out.setsampwidth(2)
    out.setframerate(16000)
    out.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(i / 5))) for i in range(8000)))
sys.stdout.buffer.write(made.getvalue())
"""


class Speaker:
    """A command that hums for half a second, whatever it is told, and writes down what that was."""

    def __init__(self, folder: Path, program: str = SPEAKER) -> None:
        self.log = folder / "log"
        self.script = folder / "speak.py"
        self.script.write_text(program.format(log=str(self.log)))
        self.folder = folder / "made"

    def command(self, arguments: str = "{voice} {words_per_minute}", **voices: str) -> SpeechCommand:
        known = {Language(language): voice for language, voice in voices.items()}
        return SpeechCommand.read(f"{shlex.quote(sys.executable)} -S {self.script} {arguments}", known, 170)

    def maker(self, kept: int = 20_000, **voices: str) -> SpeechMaker:
        return SpeechMaker(self.folder, self.command(**voices), limit_seconds=20, kept=kept)

    @property
    def runs(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def speaker(tmp_path: Path) -> Speaker:
    return Speaker(tmp_path)


async def test_a_text_becomes_a_file_and_what_is_none_stays(speaker: Speaker) -> None:
    [hello, made] = await speaker.maker().ready([MediaUri("sound:hello"), MediaUri("speech:en:We are: closed.")])
    info = soundfile.info(f"{made.removeprefix('sound:')}.wav")
    assert hello == "sound:hello"
    assert (info.samplerate, info.channels, info.subtype) == (8_000, 1, "PCM_16")
    assert info.duration == pytest.approx(0.5, abs=0.02)


async def test_the_text_goes_to_the_commands_input_and_the_voice_to_its_arguments(speaker: Speaker) -> None:
    await speaker.maker(ru="ru-deep").ready([MediaUri("speech:ru:--help; $(reboot)")])
    assert speaker.runs == ["(['ru-deep', '170'], '--help; $(reboot)\\n')"]


async def test_a_text_is_made_once_however_many_ask(speaker: Speaker) -> None:
    maker = speaker.maker()
    files = await asyncio.gather(*(maker.made(EN, "Hello") for _ in range(5)))
    assert await maker.made(EN, "Hello") == files[0]
    assert len(speaker.runs) == 1


async def test_another_maker_finds_what_was_made(speaker: Speaker) -> None:
    await speaker.maker().made(EN, "Hello")
    await speaker.maker().made(EN, "Hello")
    assert len(speaker.runs) == 1


def test_a_file_is_named_by_all_that_it_sounds_like_depends_on(speaker: Speaker) -> None:
    maker = speaker.maker()
    others = {
        maker.file_of(EN, "Hello"),
        maker.file_of(RU, "Hello"),
        maker.file_of(EN, "Hallo"),
        speaker.maker(en="en-us").file_of(EN, "Hello"),
        SpeechMaker(speaker.folder, SpeechCommand()).file_of(EN, "Hello"),
    }
    assert len(others) == 5
    assert maker.file_of(EN, " Hello\n") == maker.file_of(EN, "Hello")


async def test_a_text_of_more_than_a_thousand_characters_is_cut(speaker: Speaker) -> None:
    await speaker.maker().made(EN, "a" * 1_500)
    assert speaker.runs == [repr((["en", "170"], "a" * 1_000 + "\n"))]


async def test_what_cannot_be_printed_is_not_spoken(speaker: Speaker) -> None:
    await speaker.maker().made(EN, "one\x00\x1b[2J two\u200b")
    assert speaker.runs == [repr((["en", "170"], "one [2J two\n"))]


@pytest.mark.parametrize("text", ["", "...", " - "])
async def test_of_a_text_without_words_nothing_is_made(speaker: Speaker, text: str) -> None:
    with pytest.raises(SpeechFailed, match="nothing to say"):
        await speaker.maker().made(EN, text)
    assert speaker.runs == []


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("import sys; sys.exit('no such voice')", "exit code 1: no such voice"),
        ("pass", "no sound that can be played"),
        ("import sys; sys.stdout.write('Hello!' * 1000)", "no sound that can be played"),
    ],
)
async def test_a_command_that_makes_no_sound_leaves_no_file(tmp_path: Path, program: str, why: str) -> None:
    speaker = Speaker(tmp_path, program)
    with pytest.raises(SpeechFailed, match=why):
        await speaker.maker().made(EN, "Hello")
    assert not speaker.folder.exists() or list(speaker.folder.iterdir()) == []


async def test_silence_is_no_speech(tmp_path: Path) -> None:
    with pytest.raises(SpeechFailed, match="it is silent"):
        await Speaker(tmp_path, SPEAKER.replace("9000", "0")).maker().made(EN, "Hello")


async def test_what_failed_is_left_out_and_the_rest_is_played(tmp_path: Path) -> None:
    maker = SpeechMaker(tmp_path, SpeechCommand.read("no-such-command-anywhere {voice}"))
    uris = [MediaUri("speech:en:Hello"), MediaUri("sound:beep")]
    assert await maker.ready(uris) == ("sound:beep",)


async def test_a_command_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    speaker = Speaker(tmp_path, "import signal; signal.pause()")
    maker = SpeechMaker(speaker.folder, speaker.command(), limit_seconds=0.2)
    with pytest.raises(SpeechFailed, match=r"not within 0\.2 s"):
        await maker.made(EN, "Hello")


async def test_after_a_failure_it_is_tried_again(speaker: Speaker) -> None:
    program = speaker.script.read_text()
    speaker.script.write_text("raise SystemExit(3)")
    maker = speaker.maker()
    with pytest.raises(SpeechFailed, match="exit code 3"):
        await maker.made(EN, "Hello")
    speaker.script.write_text(program)
    assert (await maker.made(EN, "Hello")).is_file()


async def test_beyond_a_number_what_was_made_longest_ago_is_removed(speaker: Speaker) -> None:
    maker = speaker.maker(kept=2)
    files = [await maker.made(EN, text) for text in ("one", "two", "three")]
    for age, file in enumerate(reversed(files)):
        os.utime(file, (1_000_000 - age, 1_000_000 - age))
    assert await maker.tidy() == 1
    assert [file.exists() for file in files] == [False, True, True]


async def test_what_is_still_asked_for_is_not_removed(speaker: Speaker) -> None:
    maker = speaker.maker(kept=2)
    files = [await maker.made(EN, text) for text in ("one", "two", "three")]
    for age, file in enumerate(reversed(files)):
        os.utime(file, (1_000_000 - age, 1_000_000 - age))
    await maker.made(EN, "one")
    assert await maker.tidy() == 1
    assert [file.exists() for file in files] == [True, False, True]


async def test_callers_who_are_told_other_words_each_time_do_not_fill_the_disk(speaker: Speaker) -> None:
    maker = SpeechMaker(speaker.folder, speaker.command(), limit_seconds=20, tidy_after=2, kept=2)
    for text in ("one", "two", "three", "four"):
        await maker.made(EN, text)
    assert len(list(speaker.folder.glob("*.wav"))) == 2


@pytest.mark.parametrize("command", ["", "speak --voice={voice}", "speak {text}", "speak 'unclosed"])
def test_a_command_that_cannot_be_meant_is_refused(command: str) -> None:
    with pytest.raises(CommandUnusable, match="cannot be used"):
        SpeechCommand.read(command)


def test_a_text_may_hold_colons() -> None:
    assert parts_of(MediaUri("speech:en:Note: 14:05")) == (EN, "Note: 14:05")

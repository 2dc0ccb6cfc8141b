"""`firstline prompts build` as it is typed."""

import json
import shlex
import sys
from pathlib import Path

import pytest
import typer.testing

from service.cli_prompts import prompts

DIALPLAN = """\
languages: [hu]
numbers: {"100": main}
prompts: {closed: {text: Zárva vagyunk.}}
flows: {main: [play: closed, hang_up]}
"""
HUM = "import sys, wave; w = wave.open(sys.stdout.buffer, 'wb'); w.setnchannels(1); w.setsampwidth(2); "
HUM += "w.setframerate(8000); w.writeframes(b'\\x00\\x20\\x00\\xe0' * 4000); w.close()"


@pytest.fixture
def dialplan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "dialplan"
    folder.mkdir()
    (folder / "main.yaml").write_text(DIALPLAN)
    script = tmp_path / "hum.py"
    script.write_text(HUM)
    monkeypatch.setenv("FIRSTLINE_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("FIRSTLINE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("FIRSTLINE_SPEECH_COMMAND", shlex.join([sys.executable, "-S", str(script), "{voice}"]))
    return folder


def typed(*arguments: str) -> tuple[int, str]:
    result = typer.testing.CliRunner().invoke(prompts, arguments, env={"COLUMNS": "200"})
    return result.exit_code, result.output


def test_what_was_made_is_shown_and_made_once(dialplan: Path) -> None:
    code, shown = typed("build", str(dialplan))
    assert code == 0
    assert "Zárva vagyunk." in shown
    assert "1 made" in shown
    assert "1 kept" in typed("build", str(dialplan))[1]


def test_programs_get_a_list(dialplan: Path) -> None:
    code, printed = typed("build", str(dialplan), "--json")
    [built] = json.loads(printed)
    assert code == 0
    assert (built["what"], built["language"], built["outcome"]) == ("Zárva vagyunk.", "hu", "made")
    assert Path(built["file"]).is_file()


def test_what_failed_is_told_and_is_a_failure(dialplan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTLINE_SPEECH_COMMAND", "no-such-command-anywhere {voice}")
    code, printed = typed("build", str(dialplan), "--json")
    [built] = json.loads(printed)
    assert code == 1
    assert "no-such-command-anywhere" in built["why"]


def test_a_file_that_is_nowhere_is_told_before_anything_is_spoken(dialplan: Path) -> None:
    (dialplan / "more.yaml").write_text("prompts: {welcome: welcome.wav}\n")
    code, printed = typed("build", str(dialplan), "--json")
    assert code == 1
    assert [built["what"] for built in json.loads(printed)] == ["welcome.wav"]

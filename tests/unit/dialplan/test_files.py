"""Files that are refused before their YAML is read, prompts that cannot be played, and documents that are too much."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dialplan.reading import DEEPEST, read
from tests.unit.dialplan.conftest import write_wav

Found = Callable[[], list[str]]


def test_a_missing_directory_is_named(directory: Path, problems: Found) -> None:
    for path in sorted(directory.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert problems() == [f"{directory}:1:1: holds no *.yaml file"]
    directory.rmdir()
    assert problems() == [f"{directory}:1:1: no such directory"]


def test_a_yml_file_is_not_passed_over_in_silence(directory: Path, problems: Found) -> None:
    (directory / "more.yml").write_text("skills: [x]\n")
    assert problems() == ["more.yml:1:1: only *.yaml files are read; rename it"]


def test_a_link_out_of_the_directory_is_refused(directory: Path, problems: Found) -> None:
    (directory / "shadow.yaml").symlink_to("/etc/passwd")
    assert problems() == ["shadow.yaml:1:1: a link that leads out of the directory"]


def test_a_link_within_the_directory_is_followed(directory: Path, problems: Found) -> None:
    (directory / "main.yaml").rename(directory / "main.txt")
    (directory / "main.yaml").symlink_to("main.txt")
    assert problems() == []


def test_what_is_no_file_is_not_opened(directory: Path, problems: Found) -> None:
    os.mkfifo(directory / "pipe.yaml")
    (directory / "folder.yaml").mkdir()
    (directory / "loop.yaml").symlink_to("loop.yaml")
    assert [problem.split(":")[0] for problem in problems()] == ["folder.yaml", "loop.yaml", "pipe.yaml"]


def test_a_file_anyone_may_write_to_is_refused(directory: Path, problems: Found) -> None:
    (directory / "main.yaml").chmod(0o666)
    assert problems() == ["main.yaml:1:1: anyone may write to it; take that right away (chmod o-w)"]


def test_a_directory_anyone_may_write_to_is_refused(directory: Path, problems: Found) -> None:
    directory.chmod(0o777)
    assert problems() == [f"{directory}:1:1: anyone may put files into it; take that right away (chmod o-w)"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_another_encoding_is_refused(directory: Path, problems: Found, encoding: str) -> None:
    (directory / "more.yaml").write_bytes("skills: [x]\n".encode(encoding))
    assert problems() == ["more.yaml:1:1: not UTF-8 text"]


def test_a_byte_that_is_not_utf_8_is_found(directory: Path, problems: Found) -> None:
    (directory / "more.yaml").write_bytes("# fünf\n# sé\n# ".encode() + b"\xc3\x28\n")
    assert problems() == ["more.yaml:3:3: not UTF-8 text"]


def test_a_large_file_is_refused_unread(directory: Path, problems: Found) -> None:
    (directory / "more.yaml").write_text("#" * (1024 * 1024 + 1))
    assert problems() == ["more.yaml:1:1: larger than 1 MiB; split it"]


def test_a_large_directory_is_refused_unread(directory: Path, problems: Found) -> None:
    for number in range(10):
        (directory / f"more{number}.yaml").write_text("#" * (1024 * 1024))
    assert problems() == ["more9.yaml:1:1: the *.yaml files are more than 10 MiB together"]


def test_too_many_queues_are_refused(directory: Path, problems: Found) -> None:
    (directory / "more.yaml").write_text("queues:\n" + "".join(f"  q{number}: {{}}\n" for number in range(1_001)))
    assert "main.yaml:7:1: more than 1,000 queues" in problems()


def test_a_hundred_thousand_queues_are_refused(directory: Path, problems: Found) -> None:
    (directory / "more.yaml").write_text("queues:\n" + "".join(f"  q{number}:\n" for number in range(100_000)))
    (problem,) = problems()
    assert problem.endswith("more than 100,000 keys and values in the dialplan")


def test_a_document_of_too_many_values_is_given_up_early() -> None:
    reading = read("[" + "a," * 2_000 + "]", "f.yaml", most_nodes=1_000)
    assert reading.root is None
    assert [str(problem) for problem in reading.problems] == [
        "f.yaml:1:2000: more than 100,000 keys and values in the dialplan"
    ]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_a_deep_document_is_given_up_early(opening: str) -> None:
    reading = read(opening * 300_000, "f.yaml")
    assert [problem.message for problem in reading.problems] == [f"nested more than {DEEPEST} levels deep"]


def test_a_billion_laughs_are_not_laughed() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(9)
    )
    assert [str(problem) for problem in read(bomb, "f.yaml").problems] == [
        "f.yaml:1:4: an anchor (&) is not part of this language"
    ]


def test_environment_variables_are_neither_replaced_nor_told(
    directory: Path, problems: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DB_PASSWORD", "hunter2")
    text = (directory / "main.yaml").read_text()
    (directory / "main.yaml").write_text(text.replace("enqueue: sales", "enqueue: '${DB_PASSWORD}'"))
    assert problems()
    assert "hunter2" not in "".join(problems())


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"rate": 16000}, "16000 Hz, 1 channel(s), 16 bit; prompts are 8000 Hz, 1 channel, 16 bit"),
        ({"channels": 2}, "8000 Hz, 2 channel(s), 16 bit; prompts are"),
        ({"width": 1}, "8000 Hz, 1 channel(s), 8 bit; prompts are"),
        ({"seconds": 0}, "holds no sound"),
        ({"seconds": 60.5}, "is longer than 60 s"),
        ({"seconds": 120}, "is longer than 60 s"),
    ],
)
def test_a_prompt_of_another_format_is_refused(
    directory: Path, problems: Found, options: dict[str, int], fault: str
) -> None:
    write_wav(directory / "sounds/welcome.wav", **options)
    (problem,) = problems()
    assert problem.startswith("main.yaml:4:12: sounds/welcome.wav")
    assert fault in problem


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "is no PCM wav file (it ends too early)"),
        (b"ID3\x03 this is an mp3 of some length and not a wav file at all", "is no PCM wav file"),
        (None, "ends before the length it states"),
    ],
)
def test_a_broken_prompt_is_refused(directory: Path, problems: Found, content: bytes | None, fault: str) -> None:
    prompt = directory / "sounds/welcome.wav"
    prompt.write_bytes(prompt.read_bytes()[:-100] if content is None else content)
    (problem,) = problems()
    assert problem.startswith("main.yaml:4:12: sounds/welcome.wav")
    assert fault in problem


def test_a_prompt_that_links_out_of_the_directory_is_refused(directory: Path, problems: Found, tmp_path: Path) -> None:
    write_wav(tmp_path / "elsewhere.wav")
    (directory / "sounds/welcome.wav").unlink()
    (directory / "sounds/welcome.wav").symlink_to(tmp_path / "elsewhere.wav")
    assert problems() == ["main.yaml:4:12: sounds/welcome.wav is a link that leads out of the directory"]


def test_a_directory_whose_path_asterisk_would_split_is_refused(directory: Path, problems: Found) -> None:
    moved = directory.rename(directory.with_name("a,b"))
    directory.symlink_to(moved)
    assert problems() == [f"{directory}:1:1: the directory's path holds a character that Asterisk would split it at"]

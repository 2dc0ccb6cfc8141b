"""What is shown of versions: differences file by file, prompts by name, and a take-over in a few lines."""

import pytest

from service.versions_shown import difference, print_reload

OLD = {"version": "aaaa", "files": {"main.yaml": "a: 1\nb: 2\n", "old.yaml": "x: 1\n"}, "prompts": {"hi.wav": "1"}}
NEW = {"version": "bbbb", "files": {"main.yaml": "a: 1\nb: 3\n", "vip.txt": "+371\n"}, "prompts": {"hi.wav": "2"}}

RELOADED = {
    "version": "bbbb",
    "before": "aaaa",
    "changes": {"queues": {"added": ["vip"], "changed": [], "removed": ["sales", "spares"]}},
    "affected": ["100: queue 'vip' is new"],
    "warnings": ["main.yaml:1:1: warning: hm"],
    "calls_before": 2,
    "trouble": ["No answer from Asterisk"],
    "seconds": 1.26,
}


def test_the_difference_is_told_file_by_file_and_of_prompts_by_name() -> None:
    assert list(difference(OLD, NEW)) == [
        "--- aaaa/main.yaml",
        "+++ bbbb/main.yaml",
        "@@ -1,2 +1,2 @@",
        " a: 1",
        "-b: 2",
        "+b: 3",
        "--- aaaa/old.yaml",
        "+++ /dev/null",
        "@@ -1 +0,0 @@",
        "-x: 1",
        "--- /dev/null",
        "+++ bbbb/vip.txt",
        "@@ -0,0 +1 @@",
        "++371",
        "prompt hi.wav is another sound",
    ]


def test_of_a_version_and_itself_there_is_no_difference() -> None:
    assert list(difference(OLD, OLD)) == []


def test_a_take_over_is_told_with_what_changed_whom_it_affects_and_what_is_left_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_reload(RELOADED, as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        "main.yaml:1:1: warning: hm",
        "version bbbb is in force, before it aaaa; 1.3 s",
        "  queues: added vip; removed sales, spares",
        "  100: queue 'vip' is new",
        "  calls that go on under an earlier version: 2",
        "  not done yet, tried again later: No answer from Asterisk",
    ]

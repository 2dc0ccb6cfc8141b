"""What a directory is refused for, and where it says so."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dialplan.errors import DialplanInvalid, Problem, Severity, did_you_mean, shown
from dialplan.loader import load

Found = Callable[[], list[str]]

CHOICES = """\
        choices:
          "1": [{enqueue: {queue: support, requires: {english: 3}, priority: 2}}]
          2:
            - enqueue: sales
"""
EDITS = {
    "broken YAML": (
        "skills: [english, billing]",
        "skills: [english, billing",
        "7:7: broken YAML: did not find expected",
    ),
    "a second colon": ("    line: second", "    line: second: third", "10:17: broken YAML: mapping values are not"),
    "a tab": ("    line: second", "\tline: second", "10:1: a tab; YAML is indented with spaces"),
    "a tag": ('{name: "Alice"', "{name: !!python/object/apply:os.system [id]", "13:17: a tag (!) is not part of"),
    "an include": ("  sales:\n", "  sales: !include /etc/shadow\n  x:\n", "9:10: a tag (!) is not part of"),
    "an anchor": ("    line: second", "    line: &x second", "10:11: an anchor (&) is not part of this language"),
    "an alias": ("    line: second", "    line: *x", "10:11: an alias (*) is not part of this language"),
    "a merge": ("    line: second", "    <<: {line: second}", "10:5: merging with << is not part of this language"),
    "a second document": ("flows:\n", "---\nflows:\n", "14:1: a second document begins here; a file holds one"),
    "a control character": ("music: default", "music: so\x07ft", "11:14: the character U+0007 may not stand in YAML"),
    "a duplicate key": (
        "    line: second",
        "    line: second\n    line: third",
        "11:5: 'line' is defined twice, first at",
    ),
    "a duplicate queue": ("  sales:\n", "  support: {}\n  sales:\n", "9:3: 'support' is defined twice, first at"),
    "a number twice": ('  "100": main', '  "100": main\n  100: main', "3:3: '100' is defined twice, first at"),
    "a key twice": ("          2:\n", "          1:\n", "21:11: '1' is defined twice, first at"),
    "a skill twice": ("[english, billing]", "[english, english]", "6:19: 'english' is defined twice, first at"),
    "an unknown section": ("skills: [eng", "skils: [eng", "6:1: unknown key 'skils'; did you mean 'skills'?"),
    "an unknown key of a queue": ("music: default", "musik: soft", "11:5: unknown key 'musik'; did you mean 'music'?"),
    "an unknown key of announcements": (
        "music: default",
        "announcements: {on_entri: true}",
        "11:21: unknown key 'on_entri'; did you mean 'on_entry'?",
    ),
    "an unknown key of an agent": ("queues: [support", "queue: [support", "13:48: unknown key 'queue'; did you mean"),
    "an unknown key of a menu": (
        "prompt: [choose]",
        "promt: [choose]",
        "18:9: unknown key 'promt'; did you mean 'prom",
    ),
    "an unknown key of enqueue": (
        "priority: 2",
        "priorty: 2",
        "20:68: unknown key 'priorty'; did you mean 'priority'?",
    ),
    "an unknown key far from all": ("music: default", "xyzzy: soft", "11:5: unknown key 'xyzzy'"),
    "an unknown verb": ("- play: [welcome]", "- plya: [welcome]", "16:7: unknown key 'plya'; did you mean 'play'?"),
    "an unknown bare verb": ("- hang_up", "- hangup", "24:13: 'hangup' is no step; did you mean 'hang_up'?"),
    "two verbs": ("- hang_up", "- {hang_up: , enqueue: sales}", "24:13: a step has one verb; this one has enqueue and"),
    "two verbs, one empty": ("- hang_up", "- {play: , enqueue: sales}", "24:14: 'prompts' is missing"),
    "no verb": ("- hang_up", "- {}", "24:13: a step has one verb; this one has none"),
    "an empty step": ("- hang_up", "-", "24:12: must be keys with values"),
    "a menu without choices": (
        CHOICES,
        "",
        "17:7: 'choices' is missing",
    ),
    "a play without prompts": ("- play: [welcome]", "- play: []", "16:13: must not be empty"),
    "a choice that is no key": ("          2:\n", "          A:\n", "21:11: 'A': a choice is one to 16 of the keys"),
    "an unknown flow": ('"100": main', '"100": mian', "2:10: unknown flow 'mian'; did you mean 'main'?"),
    "an unknown queue": ("enqueue: sales", "enqueue: sale", "22:24: unknown queue 'sale'; did you mean 'sales'?"),
    "an unknown queue in full": (
        "queue: support",
        "queue: suport",
        "20:35: unknown queue 'suport'; did you mean 'supp",
    ),
    "an unknown required skill": ("{english: 3}", "{englisch: 3}", "20:55: unknown skill 'englisch'; did you mean"),
    "an agent's unknown skill": (
        "{english: 5}",
        "{inglish: 5}",
        "13:35: unknown skill 'inglish'; did you mean 'english'",
    ),
    "an agent's unknown queue": ("[support, sales]", "[support, sails]", "13:66: unknown queue 'sails'; did you mean"),
    "an agent's queue twice": ("[support, sales]", "[support, sales, sales]", "13:73: 'sales' is listed twice"),
    "an unknown prompt": ("play: [welcome]", "play: [choose, welcom]", "16:22: unknown prompt 'welcom'; did you mean"),
    "an unknown prompt, short": ("play: [welcome]", "play: welcom", "16:13: unknown prompt 'welcom'; did you mean"),
    "an unknown wrong_key prompt": ("prompt: [choose]", "wrong_key: choos", "18:20: unknown prompt 'choos'; did you"),
    "a queue nobody enters": ("enqueue: sales", "enqueue: support", "9:3: no flow enters the queue 'sales'"),
    "a queue nobody serves": ("[support, sales]", "[support]", "9:3: no agent serves the queue 'sales'"),
    "a requirement nobody meets": ("{english: 3}", "{english: 6}", "20:44: no agent of the queue 'support' meets this"),
    "a flow nobody reaches": ("flows:\n", "flows:\n  spare: [enqueue: sales]\n", "15:3: no number leads to the flow"),
    "a flow without a queue": (
        "flows:\n",
        "flows:\n  news: [play: welcome]\n",
        "15:3: the flow 'news' enters no queue; if it is only to speak, end it with hang_up",
    ),
    "a flow without steps": ("flows:\n", "flows:\n  news: []\n", "15:3: the flow 'news' has no steps"),
    "no number": ('numbers:\n  "100": main\n', "", "1:1: no number leads to a flow; declare them under 'numbers'"),
    "a bad agent name": ("  alice:", "  Alice:", "13:3: 'Alice': a name is a small letter followed by"),
    "a path as a queue name": ("  sales:\n", "  ../../etc:\n", "9:3: '../../etc': a name is a small letter"),
    "a bad skill name": ("billing]", "Billing]", "6:19: 'Billing': a name is a small letter"),
    "a bad number": ('"100"', "12:30", "2:3: '12:30': a number dialled is at most 32 of"),
    "a number with a function": ('"100"', "'${SHELL(id)}'", "2:3: '${SHELL(id)}': a number dialled is at most 32"),
    "a name that is a number": ('name: "Alice"', "name: 007", None),
    "a name that YAML makes a number": ('name: "Alice"', "name: 7", "13:17: must be text; put it in quotes"),
    "a name with an escape": (
        'name: "Alice"',
        r'name: "\e[2J"',
        "13:17: a name to show is made of printable characters",
    ),
    "proficiency 0": ("{english: 5}", "{english: 0}", "13:44: must be greater than or equal to 1"),
    "proficiency -1": ("{english: 5}", "{english: -1}", "13:44: must be greater than or equal to 1"),
    "proficiency 11": ("{english: 5}", "{english: 11}", "13:44: must be less than or equal to 10"),
    "proficiency 1e9": ("{english: 5}", "{english: 1000000000}", "13:44: must be less than or equal to 10"),
    "proficiency high": ("{english: 5}", "{english: high}", "13:44: must be a whole number"),
    "proficiency 5.0": ("{english: 5}", "{english: 5.0}", "13:44: must be a whole number"),
    "proficiency true": ("{english: 5}", "{english: true}", "13:44: must be a whole number"),
    "priority out of range": ("priority: 2", "priority: 101", "20:78: must be less than or equal to 100"),
    "ring timeout 0": ("music: default", "ring_timeout_seconds: 0", "11:27: must be greater than or equal to 1"),
    "ring timeout negative": (
        "music: default",
        "ring_timeout_seconds: -5",
        "11:27: must be greater than or equal to 1",
    ),
    "ring timeout infinite": ("music: default", "ring_timeout_seconds: .inf", "11:27: must be a number"),
    "ring timeout sexagesimal": ("music: default", "ring_timeout_seconds: 1:30", "11:27: must be a number"),
    "ring timeout empty": ("music: default", "ring_timeout_seconds:", "11:5: must be a number"),
    "wrap-up of a day": ("music: default", "wrap_up_seconds: 86400", "11:22: must be less than or equal to 3600"),
    "yes": ("music: default", "announcements: {on_entry: yes}", "11:31: must be true or false"),
    "an unknown line": ("line: second", "line: fourth", "10:11: must be 'first', 'second' or 'third'"),
    "no attempts": ("prompt: [choose]", "attempts: 0", "18:19: must be greater than or equal to 1"),
    "an agent without a queue": (", queues: [support, sales]", ", queues: []", "13:56: must not be empty"),
    "an agent without a name": ('name: "Alice", ', "", "13:3: 'name' is missing"),
    "queues as a list": ("    line: second\n    music: default", "    - line", "10:5: must be keys with values"),
    "numbers as text": (
        'numbers:\n  "100": main',
        "numbers: main",
        "1:10: 'numbers' must be names with what they stand",
    ),
    "skills as text": ("skills: [english, billing]", "skills: english", "6:9: 'skills' must be a list of names"),
    "a missing prompt": (
        "sounds/welcome.wav",
        "sounds/welcom.wav",
        "4:12: no file sounds/welcom.wav here; did you mean",
    ),
    "a prompt outside": ("sounds/welcome.wav", "../welcome.wav", "4:12: a prompt is a .wav file inside this directory"),
    "an absolute prompt": ("sounds/welcome.wav", "/etc/passwd", "4:12: a prompt is a .wav file inside this directory"),
    "a prompt at an address": ("sounds/welcome.wav", "http://x/y.wav", "4:12: a prompt is a .wav file inside this"),
    "a set prompt outside": ("[welcome]", "['sound:../x']", "16:14: one of Asterisk's own prompts is written"),
    "an address as a set prompt": ("[welcome]", "['sound:http://x/y']", "16:14: one of Asterisk's own prompts is"),
    "two set prompts in one": ("[welcome]", "['sound:a,b']", "16:14: one of Asterisk's own prompts is written"),
}


@pytest.mark.parametrize(("old", "new", "expected"), EDITS.values(), ids=EDITS.keys())
def test_a_fault_is_named_with_its_line_and_column(
    directory: Path, problems: Found, old: str, new: str, expected: str | None
) -> None:
    text = (directory / "main.yaml").read_text()
    assert text.count(old) == 1
    (directory / "main.yaml").write_text(text.replace(old, new))
    if expected is None:
        assert problems() == []
    else:
        assert any(problem.startswith(f"main.yaml:{expected}") for problem in problems()), problems()


def test_the_valid_document_has_no_problem(problems: Found) -> None:
    assert problems() == []


def test_all_problems_are_told_at_once_sorted_by_place(directory: Path, problems: Found) -> None:
    text = (directory / "main.yaml").read_text()
    text = text.replace("english: 5", "english: 50").replace("musi", "musik").replace("enqueue: sales", "enqueue: x")
    (directory / "main.yaml").write_text(text)
    assert [line.split(": ")[0] for line in problems()] == [
        "main.yaml:9:3",
        "main.yaml:11:5",
        "main.yaml:13:44",
        "main.yaml:22:24",
    ]


def test_a_name_in_two_files_is_an_error_with_both_places(directory: Path, problems: Found) -> None:
    (directory / "more.yaml").write_text("queues:\n  sales: {line: third}\n")
    assert problems() == ["more.yaml:2:3: 'sales' is defined twice, first at main.yaml:9:3"]


def test_a_faulty_flow_does_not_make_its_queues_look_unused(directory: Path, problems: Found) -> None:
    text = (directory / "main.yaml").read_text()
    (directory / "main.yaml").write_text(text.replace("- hang_up", "- hangup"))
    assert len(problems()) == 1


def test_a_broken_file_does_not_make_the_names_of_others_look_unknown(directory: Path, problems: Found) -> None:
    text = (directory / "main.yaml").read_text()
    declared, flows = text.split("flows:\n")
    (directory / "main.yaml").write_text("flows:\n" + flows)
    (directory / "names.yaml").write_text(declared + "agents: {\n")
    assert [problem.split(": ")[1] for problem in problems()] == ["broken YAML"]


def test_a_file_that_is_no_mapping_is_refused(directory: Path, problems: Found) -> None:
    (directory / "list.yaml").write_text("- a\n")
    assert problems() == ["list.yaml:1:1: a dialplan file is made of sections: numbers, flows, queues, ..."]


def test_a_problem_reads_as_editors_expect() -> None:
    assert str(Problem("a.yaml", 3, 7, "no")) == "a.yaml:3:7: no"
    assert str(Problem("a.yaml", 3, 7, "hm", Severity.WARNING)) == "a.yaml:3:7: warning: hm"


def test_warnings_alone_refuse_nothing_and_go_with_the_document(directory: Path, problems: Found) -> None:
    assert problems() == []
    assert [(problem.line, problem.severity) for problem in load(directory).warnings] == [
        (8, Severity.WARNING),
        (9, Severity.WARNING),
    ]


def test_beside_errors_the_warnings_are_told_in_their_place(directory: Path) -> None:
    text = (directory / "main.yaml").read_text()
    (directory / "main.yaml").write_text(text.replace("english: 3", "englisch: 3"))
    with pytest.raises(DialplanInvalid) as invalid:
        load(directory)
    assert [(problem.line, problem.severity) for problem in invalid.value.problems] == [
        (8, Severity.WARNING),
        (9, Severity.WARNING),
        (20, Severity.ERROR),
    ]


def test_what_is_shown_of_a_document_is_cut_and_made_visible() -> None:
    assert shown("\x1b[2J") == r"'\x1b[2J'"
    assert shown("x" * 5000) == f"'{'x' * 40}…'"
    assert did_you_mean("suport", ["sales", "support"]) == "; did you mean 'support'?"
    assert did_you_mean("zzz", ["sales", "support"]) == ""

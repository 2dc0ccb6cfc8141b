"""How a script of somebody else is called: what may be called, and that no value becomes more than a value."""

import re

import pytest

from asterisk.agi.errors import AgiUnsafe
from asterisk.agi.scripts import LONGEST_BYTES, MOST_ARGUMENTS, script_call, script_variables

SCRIPT = "agi://10.0.0.1:4573/billing"


def split_as_asterisk_does(call: str) -> list[str]:
    """Commas part, a backslash takes the meaning from what follows it; no other mark may stand there without one."""
    words = re.findall(r"(?:\A|,)((?:\\.|[^\\,])*)", call, re.DOTALL)
    assert not re.search(r'(?<!\\)(?:\\\\)*["()\[\]]', call)
    return [re.sub(r"\\(.)", r"\1", word, flags=re.DOTALL) for word in words]


@pytest.mark.parametrize("url", ["agi://h", "agi://h/", SCRIPT, "agi://host.example/x?y=1,2", "agi://[::1]:4573/x"])
def test_a_script_on_the_network_may_be_called(url: str) -> None:
    assert split_as_asterisk_does(script_call(url)) == [url]


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "/bin/sh",
            "agi:async",
            "hagi://h/x",
            "eagi.sh",
            "http://h/x",
            "agi://",
            "agi:///x",
            "agi://h:x/",
            "agi://h:0/",
        ),
        *(
            "agi://h/x y",
            "agi://h/\n",
            "agi://u@h/x",
            "agi://${X}/x",
            "agi://h/é",
            " agi://h/x",
            "AGI://h/x",
            "agi://:1/x",
        ),
    ],
)
def test_nothing_else_may_be_called(url: str) -> None:
    with pytest.raises(AgiUnsafe):
        script_call(url)


@pytest.mark.parametrize(
    "value",
    ["${SHELL(id)}", "a,b", '"', "'", ")", "(", "]", "\\", "\\,", "", " ", "é", "$[1+1]", "&x", ";x", "${CHANNEL}\\"],
)
def test_a_value_arrives_as_it_is(value: str) -> None:
    assert split_as_asterisk_does(script_call(SCRIPT, [value, "last"])) == [SCRIPT, value, "last"]


def test_a_channel_is_told_what_to_call_and_for_how_long() -> None:
    assert script_variables(SCRIPT, ["1,2"], 30) == {
        "FIRSTLINE_SCRIPT": f"{SCRIPT},1\\,2",
        "FIRSTLINE_SCRIPT_SECONDS": "30.000",
    }
    assert script_variables(SCRIPT, [], 0)["FIRSTLINE_SCRIPT_SECONDS"] == "0.100"


def test_a_line_break_in_a_value_becomes_a_space() -> None:
    assert split_as_asterisk_does(script_call(SCRIPT, ["a\nagi_arg_2: b\r\n\0"])) == [SCRIPT, "a agi_arg_2: b   "]


def test_what_asterisk_would_cut_off_is_refused() -> None:
    assert script_call(SCRIPT, ["x" * (LONGEST_BYTES - len(SCRIPT) - 1)])
    with pytest.raises(AgiUnsafe):
        script_call(SCRIPT, ["x" * (LONGEST_BYTES - len(SCRIPT))])
    with pytest.raises(AgiUnsafe):
        script_call(SCRIPT, [","] * (MOST_ARGUMENTS + 1))

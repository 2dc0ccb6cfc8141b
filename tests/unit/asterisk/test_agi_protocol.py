"""AGI as text: what a connection opens with, what we send, and what comes back."""

import pytest

from asterisk.agi import protocol
from asterisk.agi.errors import AgiGarbled, AgiUnsafe
from asterisk.agi.protocol import Reply


def test_what_a_connection_opens_with_is_known_by_name() -> None:
    known = protocol.environment(["agi_network: yes", "agi_callerid: +49301", "agi_calleridname: ", "agi_arg_1: a: b"])
    assert known == {"network": "yes", "callerid": "+49301", "calleridname": "", "arg_1": "a: b"}


def test_arguments_end_at_the_first_gap() -> None:
    assert protocol.arguments({"arg_1": "a", "arg_2": "", "arg_4": "d"}) == ("a", "")


@pytest.mark.parametrize("line", ["GET / HTTP/1.1", "agi_", "AGI_X: y", "agi_x y", " agi_x: y", "\x00"])
def test_a_line_that_is_no_variable_is_refused(line: str) -> None:
    with pytest.raises(AgiGarbled):
        protocol.environment([line])


def test_a_name_that_comes_twice_is_refused() -> None:
    with pytest.raises(AgiGarbled, match="agi_arg_1 comes twice"):
        protocol.environment(["agi_arg_1: 100", "agi_arg_1: 200"])


def test_a_value_is_sent_in_quotation_marks_it_cannot_leave() -> None:
    assert protocol.set_variable("TIER", 'a"b\\c ${X}') == 'SET VARIABLE TIER "a\\"b\\\\c ${X}"'


@pytest.mark.parametrize("value", ["a\nHANGUP", "a\r", "\0", "\x7f", "x" * 2_000, "ü" * 1_000])
def test_a_value_that_could_bring_a_command_of_its_own_is_not_sent(value: str) -> None:
    with pytest.raises(AgiUnsafe, match="TIER"):
        protocol.set_variable("TIER", value)


@pytest.mark.parametrize("name", ["", "A B", 'A"', "SHELL(id)", "1A", "A\n", "_" * 81])
def test_a_name_that_is_no_variables_is_not_sent(name: str) -> None:
    with pytest.raises(AgiUnsafe):
        protocol.get_variable(name)


@pytest.mark.parametrize(
    ("line", "result", "value"),
    [
        ("200 result=1", "1", ""),
        ("200 result=0", "0", ""),
        ("200 result=-1", "-1", ""),
        ("200 result=1 (gold)", "1", "gold"),
        ("200 result=1 ()", "1", ""),
        ("200 result=1 (a) b))", "1", "a) b)"),
        ("200 result= (timeout)", "", "timeout"),
        ("200 nonsense", "", ""),
    ],
)
def test_a_reply_has_a_result_and_perhaps_a_value(line: str, result: str, value: str) -> None:
    reply, more = protocol.reply_of(line)
    assert (reply.done, reply.result, reply.value, more) == (True, result, value, False)


@pytest.mark.parametrize(
    ("line", "code", "more"),
    [
        ("510 Invalid or unknown command", 510, False),
        ("511 Command Not Permitted on a dead channel", 511, False),
        ("520-Invalid command syntax.", 520, True),
        ("520 End of proper usage.", 520, False),
    ],
)
def test_a_refusal_is_not_done_and_may_go_on(line: str, code: int, more: bool) -> None:
    assert protocol.reply_of(line) == (Reply(code, line[4:]), more)
    assert not protocol.reply_of(line)[0].done


@pytest.mark.parametrize("line", ["", "HANGUP", "20 result=1", "2000 x", "result=1"])
def test_a_line_that_is_no_reply_is_refused(line: str) -> None:
    with pytest.raises(AgiGarbled):
        protocol.reply_of(line)

"""What an answer says at a path, and which answers are not trusted at all."""

import pytest

from calls.lookup_answers import AnswerUnreadable, parsed, value_at

ANSWER = b"""{
 "customer": {"tier": "gold", "vip": true, "old": false, "since": null, "credit": 0.10, "big": 9007199254740993},
 "orders": [{"id": 12}, {"id": "B\\u00fc"}], "0": "zero", "a.b": 1, "": "empty", "exp": 1e400, "minus": -0}"""


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("customer.tier", "gold"),
        ("customer.vip", "true"),
        ("customer.old", "false"),
        ("customer.since", ""),
        ("customer.credit", "0.10"),
        ("customer.big", "9007199254740993"),
        ("orders.0.id", "12"),
        ("orders.1.id", "Bü"),
        ("exp", "1e400"),
        ("minus", "-0"),
        ("0", "zero"),
        ("customer", ""),
        ("orders", ""),
        ("orders.2.id", ""),
        ("orders.-1.id", ""),
        ("orders.٠.id", ""),
        ("orders.99999999999999999999", ""),
        ("customer.tier.x", ""),
        ("nobody.there", ""),
        ("", "empty"),
    ],
)
def test_a_path_leads_to_a_value_or_to_nothing(path: str, value: str) -> None:
    assert value_at(parsed(ANSWER), path) == value


@pytest.mark.parametrize(
    ("body", "path", "value"), [(b"[7]", "0", "7"), (b'"x"', "0", ""), (b"\xef\xbb\xbf{}", "a", "")]
)
def test_an_answer_need_not_be_an_object(body: bytes, path: str, value: str) -> None:
    assert value_at(parsed(body), path) == value


def test_a_value_is_one_line_of_at_most_a_thousand_characters() -> None:
    assert value_at(parsed(b'{"a": "x\\ny\\u0000z\\ud800"}'), "a") == "x y z "
    assert value_at(parsed(b'{"a": "' + b"y" * 5_000 + b'"}'), "a") == "y" * 1_000


def test_fifty_levels_are_read_and_no_more() -> None:
    assert parsed(b"[" * 50 + b"1" + b"]" * 50)
    with pytest.raises(AnswerUnreadable, match="too deep"):
        parsed(b"[" * 51 + b"]" * 51)
    with pytest.raises(AnswerUnreadable, match="too deep"):
        parsed(b'{"a":' * 10_000 + b"1" + b"}" * 10_000)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"<html>", b"{", b'{"a": 1,}', b"{'a': 1}", b'{"a": NaN}', b'{"a": -Infinity}', b'{"a": 01}', b"nul"),
        *(b'{"a": 1, "a": 2}', b'{"a": {"b": 1, "b": 1}}', b"\xff\xfe{\x00}\x00", b'{"a": "\xc3\x28"}', b'{"a": "\n"}'),
    ],
)
def test_an_answer_that_is_no_strict_json_is_not_read(body: bytes) -> None:
    with pytest.raises(AnswerUnreadable):
        parsed(body)


def test_a_number_of_any_length_is_only_text() -> None:
    assert value_at(parsed(b'{"a": ' + b"9" * 60_000 + b"}"), "a") == "9" * 1_000

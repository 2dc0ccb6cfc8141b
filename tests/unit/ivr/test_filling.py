"""Values in errands stay values, whatever a caller makes of them."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.errands import LeaveMessage, LookUp, PromiseCallback, RecordMessage, RunScript, TransferCaller
from ivr.filling import filled_in
from ivr.memory import Memory
from vocabulary.ids import QueueName

SUPPORT = QueueName("support")
HOSTILE = ["../../admin", "1&admin=1", "a#b", "\r\nX-Evil: 1", '", "admin": "yes', "\\", "%2e%2e", "😀", "\x00", "{x}"]


def memory(value: str) -> Memory:
    return Memory({"v": value})


def looked_up(value: str) -> LookUp:
    errand = LookUp("POST", "https://example.net/a/{v}/b?q={v}", (("X-Caller", "<{v}>"),), '{"n": "{v}"}')
    found = filled_in(errand, memory(value))
    assert isinstance(found, LookUp)
    return found


def test_plain_values_are_filled_in_everywhere() -> None:
    found = looked_up("42")
    assert found.url == "https://example.net/a/42/b?q=42"
    assert found.headers == (("X-Caller", "<42>"),)
    assert found.body == '{"n": "42"}'


def test_a_plus_of_a_number_is_no_space_in_an_address() -> None:
    assert looked_up("+371").url == "https://example.net/a/%2B371/b?q=%2B371"


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_stays_one_value(value: str) -> None:
    found = looked_up(value)
    address = urlsplit(found.url)
    assert (address.netloc, address.fragment) == ("example.net", "")
    assert address.path.count("/") == 3
    assert parse_qs(address.query, keep_blank_values=True) == {"q": [value]}
    assert json.loads(found.body or "") == {"n": value}
    assert found.headers[0][1].isprintable()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_value_stays_one_value(value: str) -> None:
    found = looked_up(value)
    assert parse_qs(urlsplit(found.url).query, keep_blank_values=True) == {"q": [value]}
    assert json.loads(found.body or "") == {"n": value}
    assert found.headers[0][1].isprintable()


def test_a_body_that_is_no_json_is_the_fields_of_a_form() -> None:
    found = filled_in(LookUp("POST", "https://example.net", body="n={v}&m=1"), memory("a&b=c"))
    assert isinstance(found, LookUp)
    assert found.body == "n=a%26b%3Dc&m=1"


def test_a_look_up_without_a_body_stays_without_one() -> None:
    errand = LookUp("GET", "https://example.net")
    assert filled_in(errand, memory("1")) == errand


def test_the_arguments_of_a_script_stay_one_line_each() -> None:
    found = filled_in(RunScript("agi://10.0.0.1/x?n={v}", ("{v}", "b")), memory("a\nb c"))
    assert found == RunScript("agi://10.0.0.1/x?n=a%0Ab%20c", ("ab c", "b"))


def test_of_a_number_to_be_called_only_what_can_be_dialled_is_left() -> None:
    assert filled_in(TransferCaller(number="{v}", trunk="t"), memory("+371&SIP/evil@x,12")) == TransferCaller(
        number="+37112", trunk="t"
    )
    promised = filled_in(PromiseCallback(SUPPORT, "{v}"), memory("20 00-00"))
    assert promised == PromiseCallback(SUPPORT, "200000")


def test_a_message_is_named_by_its_recording() -> None:
    assert filled_in(LeaveMessage(SUPPORT, "{v}"), memory("m1")) == LeaveMessage(SUPPORT, "m1")


def test_an_errand_without_texts_stays_as_it_is() -> None:
    assert filled_in(RecordMessage(), memory("1")) == RecordMessage()

"""The renderer writes values and nothing more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asterisk.config.syntax import UnsafeValue, section, text_of


def test_sections_keep_their_order_and_repeated_keys() -> None:
    assert text_of([section("a", ("k", "1"), ("k", "2")), section("b")]) == "[a]\nk = 1\nk = 2\n\n[b]\n"


@pytest.mark.parametrize(
    "value", ["a\nsecret = x", "a\rb", "a;b", "a\0b", " a", "a ", "> a", "a\x1b[2J", "a\ud800", "\t"]
)
def test_a_value_that_would_read_as_something_else_is_refused(value: str) -> None:
    with pytest.raises(UnsafeValue):
        text_of([section("a", ("k", value))])


@pytest.mark.parametrize("name", ["", "a]b", "a b", "a\n[b", "a(!)", "ä"])
def test_a_section_or_key_of_other_than_plain_characters_is_refused(name: str) -> None:
    with pytest.raises(UnsafeValue):
        text_of([section(name)])
    with pytest.raises(UnsafeValue):
        text_of([section("a", (name, "v"))])


@given(st.text())
def test_whatever_is_accepted_stays_one_line(value: str) -> None:
    try:
        text = text_of([section("a", ("k", value))])
    except UnsafeValue:
        return
    assert text == f"[a]\nk = {value}\n"
    assert text.count("\n") == 2

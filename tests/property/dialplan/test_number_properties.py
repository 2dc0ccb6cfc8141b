"""Whatever a caller sends for a number: nothing is raised, and every form of a number means the same."""

from hypothesis import given
from hypothesis import strategies as st

from dialplan.lists import caller_list
from dialplan.phone_numbers import NumberFormat, formatted, forms, is_withheld, normal_form

countries = st.sampled_from((None, "LV", "US", "DE", "GB", "IT", "XX"))
told = st.one_of(st.text(max_size=60), st.text("+0123456789*#() -.", max_size=50))
numbers = st.one_of(
    st.integers(20_000_000, 29_999_999).map(lambda number: f"+371{number}"),
    st.integers(3_000_000, 3_999_999).map(lambda number: f"+4930{number}"),
    st.integers(2_000_000, 9_999_999).map(lambda number: f"+1212{number}"),
)


@given(told, countries)
def test_nothing_a_caller_sends_raises(number: str, country: str | None) -> None:
    found = caller_list(["+371*", "201", "anonymous"])
    assert found.holds(number, country) in {True, False}
    assert found.holds(number, country) or not is_withheld(number)
    for style in NumberFormat:
        assert formatted(number, style, country) == formatted(formatted(number, style, country), style, country)


@given(told, countries)
def test_the_normal_form_is_the_first_of_all_forms_and_its_own_normal_form(number: str, country: str | None) -> None:
    normal = normal_form(number, country)
    assert (normal,) == forms(number, country)[:1] if normal else not forms(number, country)
    assert normal_form(normal, country) == normal


@given(numbers, st.sampled_from(("LV", "US", "DE")))
def test_a_list_holds_a_caller_in_whatever_form_the_admin_wrote_the_number(number: str, country: str) -> None:
    for form in forms(number, country):
        assert caller_list([form]).holds(number, country)
        assert caller_list([f"{form[:-2]}*"]).holds(number, country)


@given(numbers, numbers, st.sampled_from(("LV", "US", "DE")))
def test_a_list_holds_no_other_caller(number: str, other: str, country: str) -> None:
    assert caller_list([number]).holds(other, country) is (number == other)

"""Numbers as they are told, in the forms in which they are compared and dialled."""

import pytest

from dialplan.phone_numbers import NumberFormat, country_fault, formatted, forms, normal_form


@pytest.mark.parametrize(
    ("number", "country", "normal"),
    [
        ("20000001", "LV", "+37120000001"),
        ("0037120000001", "LV", "+37120000001"),
        ("+371 2000 0001", None, "+37120000001"),
        ("011 371 20000001", "US", "+37120000001"),
        ("(212) 555-0123", "US", "+12125550123"),
        ("1-212-555-0123", "US", "+12125550123"),
        ("0301234567", "DE", "+49301234567"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("06 1234 5678", "IT", "+390612345678"),
        ("201", "LV", "201"),
        ("112", "LV", "112"),
        ("20000001", None, "20000001"),
        ("*31#20000001", "LV", "*31#20000001"),
        ("", "LV", ""),
        ("alice", "LV", ""),
        ("9" * 40, "LV", ""),
        ("+", "LV", ""),
    ],
)
def test_the_normal_form_is_international_where_the_country_is_known(
    number: str, country: str | None, normal: str
) -> None:
    assert normal_form(number, country) == normal


def test_a_number_of_the_own_country_has_national_forms_too() -> None:
    assert forms("+49301234567", "DE") == (
        "+49301234567",
        "0049301234567",
        "301234567",
        "0301234567",
    )


def test_a_number_of_another_country_has_none() -> None:
    assert forms("+37120000001", "DE") == ("+37120000001", "0037120000001")


@pytest.mark.parametrize(
    ("number", "style", "written"),
    [
        ("+49301234567", NumberFormat.NATIONAL, "0301234567"),
        ("+49301234567", NumberFormat.E164, "+49301234567"),
        ("030 1234567", NumberFormat.E164, "+49301234567"),
        ("030 1234567", NumberFormat.AS_DIALLED, "0301234567"),
        ("+37120000001", NumberFormat.NATIONAL, "+37120000001"),
        ("201", NumberFormat.NATIONAL, "201"),
        ("201", NumberFormat.E164, "201"),
    ],
)
def test_a_trunk_of_germany_is_dialled_in_its_format(number: str, style: NumberFormat, written: str) -> None:
    assert formatted(number, style, "DE") == written


@pytest.mark.parametrize(
    ("country", "fault"),
    [
        ("LV", None),
        ("lv", "the telephone numbers of 'lv' are not known; did you mean 'LV'?; write two letters, for example LV"),
        ("ZZ", "the telephone numbers of 'ZZ' are not known; write two letters, for example LV"),
    ],
)
def test_a_country_must_be_known(country: str, fault: str | None) -> None:
    assert country_fault(country) == fault

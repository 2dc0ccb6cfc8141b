"""What keys mean to a question."""

import pytest

from ivr.digits import Verdict, ends_answer, judge, judge_number, settle, settle_number


@pytest.mark.parametrize(
    ("keys", "choices", "verdict"),
    [
        ("1", ["1", "2"], Verdict.CHOSEN),
        ("3", ["1", "2"], Verdict.WRONG),
        ("1", ["1", "12"], Verdict.OPEN),
        ("12", ["1", "12"], Verdict.CHOSEN),
        ("13", ["1", "12"], Verdict.WRONG),
        ("1", ["10", "11"], Verdict.OPEN),
        ("#", ["#"], Verdict.CHOSEN),
        ("*", ["*9", "*8"], Verdict.OPEN),
        ("1", [], Verdict.WRONG),
    ],
)
def test_keys_are_judged_among_the_choices_while_more_may_follow(
    keys: str, choices: list[str], verdict: Verdict
) -> None:
    assert judge(keys, choices) is verdict


@pytest.mark.parametrize(("keys", "verdict"), [("1", Verdict.CHOSEN), ("", Verdict.WRONG), ("4", Verdict.WRONG)])
def test_settled_keys_are_a_choice_or_wrong(keys: str, verdict: Verdict) -> None:
    assert settle(keys, ["1", "12", "45"]) is verdict


@pytest.mark.parametrize(
    ("key", "choices", "ends"),
    [("#", ["1"], True), ("#", ["1", "#"], False), ("#", ["1#"], False), ("*", ["1"], False)],
)
def test_the_hash_key_ends_an_answer_where_no_choice_contains_it(key: str, choices: list[str], ends: bool) -> None:
    assert ends_answer(key, choices) is ends


@pytest.mark.parametrize(
    ("keys", "open_to", "closed"),
    [
        ("", Verdict.OPEN, Verdict.WRONG),
        ("1", Verdict.OPEN, Verdict.WRONG),
        ("12", Verdict.OPEN, Verdict.CHOSEN),
        ("123", Verdict.CHOSEN, Verdict.CHOSEN),
        ("1*", Verdict.WRONG, Verdict.WRONG),
        ("12#", Verdict.WRONG, Verdict.WRONG),
    ],
)
def test_keys_are_judged_as_a_number_of_two_or_three_digits(keys: str, open_to: Verdict, closed: Verdict) -> None:
    assert judge_number(keys, 3) is open_to
    assert settle_number(keys, 2) is closed

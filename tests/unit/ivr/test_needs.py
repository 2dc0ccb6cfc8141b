"""Several requirements at once."""

from ivr.needs import joined
from vocabulary.ids import SkillName
from vocabulary.skills import AllOf, Not, Requirement, Step, Threshold, needing

A, B, C = (Threshold(SkillName(name), 1) for name in "abc")


def test_no_requirement_and_empty_ones_need_nothing() -> None:
    assert joined(()) == joined((Requirement(), Requirement())) == Requirement()


def test_an_empty_requirement_beside_a_need_is_the_need_alone() -> None:
    relaxing = Requirement((Step(A, 10.0), Step(B)))
    assert joined((Requirement(), relaxing)) == joined((relaxing, Requirement())) == relaxing


def test_every_step_is_joined_with_the_need() -> None:
    relaxing = Requirement((Step(AllOf((A, B)), 10.0), Step(A)))
    assert joined((relaxing, needing(C))) == Requirement((Step(AllOf((A, B, C)), 10.0), Step(AllOf((A, C)))))


def test_a_need_is_kept_where_the_requirement_has_run_out() -> None:
    assert joined((Requirement((Step(A, 10.0),)), needing(B))) == Requirement((Step(AllOf((A, B)), 10.0), Step(B)))


def test_requirements_that_relax_at_different_times_relax_one_by_one() -> None:
    one, other = Requirement((Step(A, 10.0), Step(B))), Requirement((Step(C, 30.0),))
    assert joined((one, other)) == Requirement((Step(AllOf((A, C)), 10.0), Step(AllOf((B, C)), 20.0), Step(B)))


def test_requirements_that_all_run_out_leave_everybody() -> None:
    one, other = Requirement((Step(A, 10.0),)), Requirement((Step(B, 10.0),))
    assert joined((one, other)) == Requirement((Step(AllOf((A, B)), 10.0),))


def test_what_is_needed_twice_is_said_once() -> None:
    assert joined((needing(A), needing(A, Not(B)), needing(Not(B)))) == needing(A, Not(B))

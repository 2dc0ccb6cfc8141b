"""Who is let in: blocked callers, full lines, and where those go who are not."""

from dataclasses import replace

import pytest

from calls.letting_in import Admitted, CallInProgress, Objection, TurnedAway, admitted
from dialplan.document import Dialled, Document
from dialplan.lists import DocumentLists, caller_list
from dialplan.sections.admission import AdmissionSpec
from dialplan.sections.trunks import TrunkSpec
from ivr.world import World
from vocabulary.causes import HangUpCause
from vocabulary.ids import FlowName, ListName

ANNA = "+37120000001"
BERTA = "+37120000002"
BLOCKED = DocumentLists({ListName("blocked"): caller_list(["+371200*", "anonymous"])})


def document(most_calls: int | None = None, **rules: object) -> Document:
    numbers = {"100": Dialled(FlowName("main"), most_calls=most_calls), "200": Dialled(FlowName("other"))}
    admission = AdmissionSpec.model_validate(rules)
    return replace(Document("v", numbers, World(lists=BLOCKED), {}, {}), admission=admission)


def calls(*pairs: tuple[str, str]) -> list[CallInProgress]:
    return [CallInProgress(dialled, caller) for dialled, caller in pairs]


def test_where_nothing_is_limited_everybody_is_let_in() -> None:
    assert admitted(document(), calls(*[("100", ANNA)] * 500), ANNA, "100") == Admitted()


@pytest.mark.parametrize("caller", [ANNA, "", "anonymous", "bob", "+"])
def test_a_caller_on_the_list_is_declined(caller: str) -> None:
    turned = admitted(document(blocked="blocked"), [], caller, "100")
    assert turned == TurnedAway(Objection.BLOCKED, HangUpCause.REJECTED)


def test_a_number_told_without_its_country_is_one_of_the_trunks() -> None:
    numbers = {"100": Dialled(FlowName("main"), trunk="provider")}
    trunks = {"provider": TrunkSpec(address="192.0.2.10", country="LV")}
    here = replace(document(blocked="blocked"), numbers=numbers, trunks=trunks)
    assert admitted(here, [], ANNA.removeprefix("+371"), "100") == TurnedAway(Objection.BLOCKED, HangUpCause.REJECTED)


def test_a_caller_on_another_list_or_none_is_let_in() -> None:
    assert admitted(document(), [], ANNA, "100") == Admitted()
    assert admitted(document(blocked="blocked"), [], "+4930123", "100") == Admitted()


def test_a_blocked_caller_may_go_to_a_flow_of_their_own() -> None:
    rules = document(blocked="blocked", when_blocked={"flow": "sorry"})
    assert admitted(rules, [], ANNA, "100") == Admitted(FlowName("sorry"), Objection.BLOCKED)


def test_above_the_limit_of_all_calls_it_is_busy() -> None:
    full = replace(document(), admission=AdmissionSpec(most_calls=2))
    assert admitted(full, calls(("100", ANNA)), BERTA, "200") == Admitted()
    assert admitted(full, calls(("100", ANNA), ("200", BERTA)), BERTA, "200") == TurnedAway(
        Objection.FULL, HangUpCause.BUSY
    )


def test_above_a_numbers_limit_only_that_number_is_busy() -> None:
    limited = document(most_calls=1)
    busy = calls(("100", ANNA))
    assert admitted(limited, busy, BERTA, "100") == TurnedAway(Objection.NUMBER_FULL, HangUpCause.BUSY)
    assert admitted(limited, busy, BERTA, "200") == Admitted()


def test_above_a_callers_limit_only_that_caller_is_refused() -> None:
    limited = document(most_calls_per_caller=2)
    busy = calls(("100", ANNA), ("200", ANNA), ("100", BERTA))
    assert admitted(limited, busy, ANNA, "100") == TurnedAway(Objection.CALLER_FULL, HangUpCause.BUSY)
    assert admitted(limited, busy, BERTA, "100") == Admitted()


def test_callers_without_a_number_are_not_taken_for_one() -> None:
    limited = document(most_calls_per_caller=1)
    assert admitted(limited, calls(("100", ""), ("100", "anonymous")), "", "100") == Admitted()


def test_whoever_finds_all_lines_taken_may_go_to_a_flow() -> None:
    limited = document(most_calls=1, when_full={"flow": "overload"})
    assert admitted(limited, calls(("100", ANNA)), BERTA, "100") == Admitted(
        FlowName("overload"), Objection.NUMBER_FULL
    )


def test_a_number_nobody_knows_is_let_in_to_hear_that_it_is_none() -> None:
    assert admitted(document(most_calls=1), calls(("999", ANNA)), BERTA, "999") == Admitted()

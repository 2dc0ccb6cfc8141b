"""Which trunk a call goes out through, and as what its number reaches Asterisk."""

import pytest

from calls.outgoing import outside, trunk_out
from dialplan.document import Dialled, Document
from dialplan.sections.trunks import TrunkSpec
from ivr.world import World
from vocabulary.ids import FlowName


def trunk(**keys: object) -> TrunkSpec:
    return TrunkSpec.model_validate({"address": "192.0.2.1:5060", **keys})


def document(country: str = "", **trunks: TrunkSpec) -> Document:
    numbers = {"100": Dialled(FlowName("main"), trunk="second"), "200": Dialled(FlowName("main"))}
    return Document("v", numbers, World(), {}, {}, trunks=trunks, country=country)


OUT = ["flows"]


def test_the_only_trunk_that_flows_may_use_is_taken() -> None:
    assert trunk_out(document(first=trunk(), other=trunk(may_call_out=OUT)), "200") == "other"


def test_of_several_the_one_of_the_number_dialled_is_taken() -> None:
    both = document(first=trunk(may_call_out=OUT), second=trunk(may_call_out=OUT))
    assert (trunk_out(both, "100"), trunk_out(both, "200")) == ("second", "")


def test_a_trunk_that_flows_may_not_use_is_never_taken() -> None:
    assert trunk_out(document(second=trunk(may_call_out=["agents"])), "100") == ""


@pytest.mark.parametrize(
    ("keys", "number", "endpoint"),
    [
        ({"number_format": "e164", "country": "LV"}, "20000001", "PJSIP/+37120000001@trunk-first"),
        ({"number_format": "national", "country": "LV"}, "+37120000001", "PJSIP/20000001@trunk-first"),
        ({}, "+371 2000-0001", "PJSIP/+37120000001@trunk-first"),
    ],
)
def test_a_number_is_written_as_the_provider_wants_it(keys: dict[str, object], number: str, endpoint: str) -> None:
    assert outside(document(first=trunk(**keys)), "first", number) == endpoint


@pytest.mark.parametrize(
    "number", ["", "anonymous", "1&SIP/evil", "1@elsewhere", "1;x=y", "${SHELL(id)}", "1,2", "1/n"]
)
def test_what_is_no_number_never_reaches_asterisk(number: str) -> None:
    assert outside(document(first=trunk()), "first", number) == ""


def test_a_trunk_that_is_not_there_leads_nowhere() -> None:
    assert outside(document(), "first", "20000001") == ""


@pytest.mark.parametrize(
    ("number", "may"), [("+37120000001", True), ("20000001", True), ("+37190000001", False), ("112", True)]
)
def test_a_trunk_calls_only_what_it_may(number: str, may: bool) -> None:
    line = trunk(country="LV", calls_to=["+3712*", "112"])
    assert (outside(document(first=line), "first", number) != "") is may

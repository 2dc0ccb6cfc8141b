"""What the rendered files say of agents, numbers and addresses, and what they refuse to say."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from acd.profile import AgentProfile
from asterisk.config import callplan, modules, phones
from asterisk.config.keys import Secrets
from asterisk.config.settings import BadSetting, ConfigSettings
from asterisk.config.syntax import UnsafeValue, text_of
from dialplan.document import Agent, Dialled, Document
from dialplan.endpoints import endpoints
from ivr.world import World
from vocabulary.ids import AgentName, FlowName

SETTINGS = ConfigSettings(state_folder=Path("/state"), leg_folder=Path("/state/legs"))


def document(agent: str = "alice", display_name: str = "Alice", number: str = "100") -> Document:
    name = AgentName(agent)
    agents = {name: Agent(AgentProfile(name, ()), display_name)}
    return Document("v", {number: Dialled(FlowName("main"))}, World(), {}, agents)


def pjsip(given: Document, settings: ConfigSettings = SETTINGS) -> str:
    phones_ = {device: SecretStr(f"secret-of-{device}") for device in endpoints(given)}
    secrets = Secrets(SecretStr("ari"), SecretStr("ami"), SecretStr("secret-of-visitor"), {}, phones=phones_)
    return text_of(phones.sections(given, settings, secrets))


def test_an_agent_has_an_endpoint_a_secret_and_one_contact() -> None:
    text = pjsip(document())
    assert "username = alice\npassword = secret-of-alice\n" in text
    assert 'callerid = "Alice" <alice>' in text
    assert "max_contacts = 1\nremove_existing = yes\nqualify_frequency = 15\nqualify_timeout = 2.0\n" in text


def test_the_trunk_is_known_by_address_only() -> None:
    trunk = pjsip(document()).split("[trunk]")[1].split("[")[0]
    assert "identify_by = ip\n" in trunk
    assert "auth" not in trunk


@pytest.mark.parametrize("name", ["trunk", "visitor", "Trunk", "transport-udp"])
def test_an_agent_with_a_name_of_ours_is_refused(name: str) -> None:
    with pytest.raises(phones.ReservedName):
        pjsip(document(agent=name))


@pytest.mark.parametrize("display_name", ["A\nlice", "A;lice", "A\0lice"])
def test_a_display_name_cannot_bring_a_setting_of_its_own(display_name: str) -> None:
    with pytest.raises(UnsafeValue):
        pjsip(document(display_name=display_name))


def test_a_quote_in_a_display_name_does_not_end_it() -> None:
    assert 'callerid = "A\' <evil>" <alice>' in pjsip(document(display_name='A" <evil>'))


def test_an_ipv6_address_is_written_in_brackets() -> None:
    settings = ConfigSettings(state_folder=Path("/s"), leg_folder=Path("/l"), sip_address="::1")
    assert "bind = [::1]:5060" in pjsip(document(), settings)


@pytest.mark.parametrize("number", ["_X.", "100,1,System(x)", "s", "10 0", "", "${X}", "1\n2"])
def test_a_number_that_is_none_is_refused(number: str) -> None:
    with pytest.raises(UnsafeValue):
        callplan.text(document(number=number), SETTINGS)


def test_a_phone_dials_the_documents_numbers_like_a_caller_and_hands_anything_else_to_the_service() -> None:
    phones_ = callplan.text(document(number="+49301"), SETTINGS).split("[from-agents]")[1].split("[transfers]")[0]
    called, *others = [line for line in phones_.strip().splitlines() if line.startswith("exten")]
    assert called == "exten => +49301,1,Goto(from-trunk,${EXTEN},1)"
    assert all("Set(HANDED=phone,${FILTER(" in other for other in others)


def test_a_call_is_asked_about_before_it_is_handed_over_and_at_each_try() -> None:
    entered = callplan.text(document(), SETTINGS).split("[enter]")[1].split("[handed]")[0]
    steps = [line.split(",", 1)[1].split("(")[0] for line in entered.strip().splitlines() if "Set" not in line]
    assert steps[:4] == ["AGI", "GotoIf", "GotoIf", "Stasis"]
    assert "(again),Set(FIRSTLINE_TURNED_AWAY=)" in entered
    assert entered.index("TIMEOUT(absolute)=1)") < entered.index("AGI(") < entered.index("TIMEOUT(absolute)=14400)")
    assert "AGI(agi://127.0.0.1:4573/admission,${DIALLED})" in entered


def test_a_script_is_named_by_one_variable_alone() -> None:
    text = callplan.text(document(), SETTINGS).split("[run-script]")[1]
    assert [line for line in text.splitlines() if "AGI(" in line] == [" same => n,AGI(${FIRSTLINE_SCRIPT})"]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("sip_address", "localhost"),
        ("trunk_match", "127.0.0.0/8"),
        ("trunk_match", "127.0.0.1"),
        ("trunk_match", "carrier"),
        ("sip_port", 80),
        ("ami_port", 70_000),
        ("agi_port", 0),
        ("rtp_last", 10_001),
    ],
)
def test_a_setting_out_of_range_is_named(setting: str, value: object) -> None:
    with pytest.raises(BadSetting, match=setting):
        ConfigSettings(state_folder=Path("/s"), leg_folder=Path("/l"), **{setting: value})  # type: ignore[arg-type]


def test_nothing_is_both_required_and_left_out() -> None:
    assert set(modules.REQUIRED) & set(modules.LEFT_OUT) == set()
    assert len(modules.LEFT_OUT) == len(set(modules.LEFT_OUT))

"""What the rendered pjsip.conf says of the document's trunks, and of nobody else's."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import SecretStr

from acd.profile import AgentProfile
from asterisk.config import phones, trunks
from asterisk.config.keys import Secrets
from asterisk.config.settings import ConfigSettings
from asterisk.config.syntax import text_of
from dialplan.document import Agent, Document
from dialplan.endpoints import endpoints
from dialplan.sections.trunks import TrunkSpec
from ivr.world import World
from vocabulary.ids import AgentName

SETTINGS = ConfigSettings(state_folder=Path("/state"), leg_folder=Path("/state/legs"))
REGISTRATION = {"server": "sip:sip.example.net:5070", "username": "acme", "secret": {"file": "secrets/trunk"}}


def pjsip(trunk: Mapping[str, object], agent: str = "alice") -> str:
    agents = {AgentName(agent): Agent(AgentProfile(AgentName(agent), ()), "Alice")}
    document = Document("v", {}, World(), {}, agents, trunks={"provider": TrunkSpec.model_validate(trunk)})
    kept = {device: SecretStr("secret-of-agent") for device in endpoints(document)}
    trunks = {"provider": SecretStr("secret-of-trunk")}
    secrets = Secrets(SecretStr("a"), SecretStr("b"), SecretStr("c"), {}, trunks, kept)
    return text_of(phones.sections(document, SETTINGS, secrets))


def parts(text: str, name: str) -> dict[str, str]:
    """The sections of this name, by their type."""
    found = [part.split("\n\n")[0] for part in text.split(f"[{name}]\n")[1:]]
    return {part.split("type = ")[1].split("\n")[0]: part for part in found}


def test_a_trunk_is_called_at_its_address_and_known_by_it() -> None:
    text = pjsip({"address": "192.0.2.10:5080"})
    trunk = parts(text, "trunk-provider")
    assert "contact = sip:192.0.2.10:5080\n" in trunk["aor"]
    assert "aors = trunk-provider\n" in trunk["endpoint"]
    assert "identify_by = ip\n" in trunk["endpoint"]
    match = parts(text, "trunk-provider-match")["identify"]
    assert "endpoint = trunk-provider\nmatch = 192.0.2.10" in match


def test_its_calls_come_in_where_those_of_the_trunk_of_the_settings_do() -> None:
    text = pjsip({"address": "192.0.2.10"})
    assert "context = from-trunk\n" in parts(text, "trunk-provider")["endpoint"]
    assert f"match = {SETTINGS.trunk_match}" in parts(text, "trunk-match")["identify"]


def test_the_codecs_are_offered_in_the_order_written() -> None:
    assert (
        "allow = ulaw,g722\n"
        in parts(pjsip({"address": "x.net", "codecs": ["ulaw", "g722"]}), "trunk-provider")["endpoint"]
    )


def test_an_ipv6_address_is_matched_without_its_brackets() -> None:
    text = pjsip({"address": "[2001:db8::1]:5060"})
    assert "contact = sip:[2001:db8::1]:5060\n" in parts(text, "trunk-provider")["aor"]
    assert "match = 2001:db8::1" in parts(text, "trunk-provider-match")["identify"]


def test_a_registration_says_where_we_are_and_which_calls_are_its_own() -> None:
    text = pjsip({"registration": REGISTRATION})
    trunk = parts(text, "trunk-provider")
    assert (
        "server_uri = sip:sip.example.net:5070\nclient_uri = sip:acme@sip.example.net:5070\n" in trunk["registration"]
    )
    assert "line = yes\nendpoint = trunk-provider\n" in trunk["registration"]
    assert "contact = sip:sip.example.net:5070\n" in trunk["aor"]
    assert "username = acme\npassword = secret-of-trunk" in parts(text, "trunk-provider-auth")["auth"]
    assert "[trunk-provider-match]" not in text


def test_the_trunk_of_an_endpoint_is_known_by_its_name() -> None:
    assert [trunks.trunk_of(name) for name in ("trunk-provider", "trunk", "visitor", "alice")] == [
        "provider",
        "",
        "",
        "",
    ]


def test_the_number_shown_is_the_user_we_are_where_nobody_gave_us_a_name() -> None:
    shown = {"address": "x.net", "caller_id": "+37167000000"}
    assert "from_user = +37167000000\n" in parts(pjsip(shown), "trunk-provider")["endpoint"]
    both = {**shown, "registration": REGISTRATION}
    assert "from_user = acme\n" in parts(pjsip(both), "trunk-provider")["endpoint"]


def test_a_trunk_without_a_registration_has_no_password() -> None:
    assert "secret-of-trunk" not in pjsip({"address": "x.net"})


def test_an_agent_cannot_be_called_like_a_trunk() -> None:
    with pytest.raises(phones.ReservedName):
        pjsip({"address": "x.net"}, agent="trunk-provider")

"""What the rendered pjsip.conf says of phones: each its endpoint, by its transport, whoever it belongs to."""

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from acd.profile import AgentProfile
from asterisk.config import phones
from asterisk.config.keys import Secrets
from asterisk.config.settings import BadSetting, ConfigSettings
from asterisk.config.syntax import text_of
from dialplan.document import Agent, Document
from dialplan.endpoints import endpoints
from dialplan.sections.devices import DeviceSpec, PhoneSpec, Transport
from dialplan.sections.people import SupervisorSpec
from dialplan.sections.trunks import TrunkSpec
from ivr.world import World
from vocabulary.ids import AgentName

SETTINGS = ConfigSettings(state_folder=Path("/state"), leg_folder=Path("/state/legs"))
ALICE = AgentName("alice")


def document(**devices: DeviceSpec) -> Document:
    """Alice with these phones, her number 201."""
    names = {name.replace("_", "-"): spec for name, spec in devices.items()}
    alice = Agent(AgentProfile(ALICE, ()), "Alice", number="201", devices=names)
    return Document("v", {}, World(), {}, {ALICE: alice})


def pjsip(given: Document, settings: ConfigSettings = SETTINGS) -> dict[str, str]:
    """The sections by name and type: ``alice/endpoint``."""
    secrets = {device: SecretStr(f"secret-of-{device}") for device in endpoints(given)}
    made = Secrets(SecretStr("ari"), SecretStr("ami"), SecretStr("visitor's"), {}, phones=secrets)
    found = {}
    for part in text_of(phones.sections(given, settings, made)).split("\n\n"):
        name = part[1 : part.index("]")]
        found[f"{name}/{part.split('type = ')[1].split(chr(10))[0]}"] = part + "\n"
    return found


def test_each_phone_of_an_agent_is_an_endpoint_of_its_own() -> None:
    found = pjsip(document(alice_desk=DeviceSpec(), alice_home=DeviceSpec(transport="tls")))
    assert "alice/endpoint" not in found
    for device in ("alice-desk", "alice-home"):
        assert f"aors = {device}\n" in found[f"{device}/endpoint"]
        assert 'callerid = "Alice" <201>' in found[f"{device}/endpoint"]
        assert f"username = {device}\npassword = secret-of-{device}\n" in found[f"{device}-auth/auth"]
        assert "max_contacts = 1\nremove_existing = yes\n" in found[f"{device}/aor"]


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls", "wss"])
def test_a_phone_is_bound_to_its_transport_which_is_there(transport: Transport) -> None:
    found = pjsip(document(desk=DeviceSpec(transport=transport)))
    assert f"transport = transport-{transport}\n" in found["desk/endpoint"]
    assert f"protocol = {transport}\n" in found[f"transport-{transport}/transport"]


def test_over_tls_sound_without_encryption_is_refused() -> None:
    endpoint = pjsip(document(desk=DeviceSpec(transport="tls")))["desk/endpoint"]
    assert "media_encryption = sdes\nmedia_encryption_optimistic = no\n" in endpoint


def test_a_browser_speaks_what_callers_speak_before_anything_else() -> None:
    endpoint = pjsip(document(desk=DeviceSpec(transport="wss")))["desk/endpoint"]
    assert "webrtc = yes\ndtls_auto_generate_cert = yes\n" in endpoint
    assert "allow = ulaw,alaw,opus\n" in endpoint
    assert "ice_support" not in endpoint


def test_a_phone_transfers_to_what_the_dialplan_holds_for_it_and_watches_lamps() -> None:
    endpoint = pjsip(document())["alice/endpoint"]
    assert "context = from-agents\n" in endpoint
    assert "allow_transfer = yes\nset_var = TRANSFER_CONTEXT=transfers\n" in endpoint
    assert "allow_subscribe = yes\nsubscribe_context = lamps\n" in endpoint


def test_nobodys_redirection_is_followed() -> None:
    found = pjsip(replace(document(), trunks={"provider": TrunkSpec.model_validate({"address": "x.net"})}))
    for name in ("trunk", "visitor", "trunk-provider", "alice"):
        assert "redirect_method = user\n" in found[f"{name}/endpoint"]


def test_nobody_but_phones_transfers() -> None:
    found = pjsip(replace(document(), trunks={"provider": TrunkSpec.model_validate({"address": "x.net"})}))
    for name in ("trunk", "visitor", "trunk-provider"):
        assert "allow_transfer = no\n" in found[f"{name}/endpoint"]


def test_the_phones_of_supervisors_and_of_nobody_are_endpoints_too() -> None:
    sam = SupervisorSpec.model_validate({"name": "Sam", "device": "290", "queues": "support", "may": "monitor"})
    hot = PhoneSpec.model_validate({"transport": "tcp", "number": "301"})
    found = pjsip(replace(document(), supervisors={"sam": sam}, phones={"hot-1": hot}))
    assert 'callerid = "Sam" <290>' in found["290/endpoint"]
    assert 'callerid = "hot-1" <301>' in found["hot-1/endpoint"]
    assert "transport = transport-tcp\n" in found["hot-1/endpoint"]


def test_a_supervisor_who_is_an_agent_has_the_agents_phone() -> None:
    sam = SupervisorSpec.model_validate({"name": "Sam", "agent": "alice", "queues": "support", "may": "monitor"})
    assert [name for name in pjsip(replace(document(), supervisors={"sam": sam})) if "sam" in name] == []


def test_the_ports_for_tls_and_browsers_are_those_behind_the_plain_ones() -> None:
    settings = replace(SETTINGS, sip_port=5070, http_port=8090)
    assert "bind = 127.0.0.1:5071\n" in pjsip(document(), settings)["transport-tls/transport"]
    assert settings.wss_port == 8091
    assert (
        "bind = 127.0.0.1:6000\n" in pjsip(document(), replace(settings, sip_tls_port=6000))["transport-tls/transport"]
    )


@pytest.mark.parametrize(
    ("setting", "value", "named"),
    [
        ("sip_tls_port", 5060, "sip_tls_port"),
        ("sip_tls_port", 80, "sip_tls_port"),
        ("https_port", 8088, "https_port"),
        ("sip_port", 65_535, "sip_tls_port"),
        ("tls_key", Path("/k"), "tls_key"),
    ],
)
def test_a_port_taken_twice_and_half_a_certificate_are_refused(setting: str, value: object, named: str) -> None:
    with pytest.raises(BadSetting, match=named):
        ConfigSettings(state_folder=Path("/s"), leg_folder=Path("/l"), **{setting: value})  # type: ignore[arg-type]


def test_a_certificate_given_is_used() -> None:
    settings = replace(SETTINGS, tls_certificate=Path("/c.pem"), tls_key=Path("/k.pem"))
    assert "cert_file = /c.pem\npriv_key_file = /k.pem\n" in pjsip(document(), settings)["transport-tls/transport"]


def test_behind_a_router_every_transport_tells_the_address_seen_outside() -> None:
    trunk = TrunkSpec.model_validate({"address": "192.0.2.10", "nat_address": "198.51.100.7"})
    found = pjsip(replace(document(), trunks={"provider": trunk}))
    for transport in ("udp", "tcp", "tls", "wss"):
        told = found[f"transport-{transport}/transport"]
        assert "external_media_address = 198.51.100.7\nexternal_signaling_address = 198.51.100.7\n" in told
        assert "local_net = 192.168.0.0/16\n" in told


def test_without_a_router_nothing_is_said_of_one() -> None:
    assert "external" not in pjsip(document())["transport-udp/transport"]

"""A trunk of the document on a real Asterisk: it is there, at its address, and its registration is tried."""

from dataclasses import replace

import pytest

from asterisk.config import render
from asterisk.process import AsteriskProcess
from dialplan.sections.trunks import TrunkSpec
from tests.adapter.config.conftest import Rendered, document
from tests.adapter.config.test_rendered import ami_reply

pytestmark = pytest.mark.adapter


async def test_trunks_are_endpoints_that_calls_can_go_out_through(rendered: Rendered) -> None:
    settings = rendered.settings
    (settings.state_folder / "password").write_text("acme's\n")
    server = f"sip:127.0.0.4:{settings.sip_port}"
    registration = {"server": server, "username": "acme", "secret": {"file": "password"}}
    trunks = {
        "provider": TrunkSpec.model_validate({"address": f"127.0.0.3:{settings.sip_port}", "codecs": ["alaw"]}),
        "other": TrunkSpec.model_validate({"registration": registration}),
    }
    given = replace(document(), trunks=trunks, directory=settings.state_folder)
    render(given, settings, rendered.secrets, settings.etc, rendered.installation)
    async with AsteriskProcess(rendered.installation, settings):
        secret = rendered.secrets.ami.get_secret_value()
        for trunk in trunks:
            shown = await ami_reply(rendered, secret, f"Action: PJSIPShowEndpoint\r\nEndpoint: trunk-{trunk}\r\n\r\n")
            assert "Response: Success" in shown
        registrations = await ami_reply(rendered, secret, "Action: PJSIPShowRegistrationsOutbound\r\n\r\n")
        assert "Response: Success" in registrations

import pytest, asyncio
from acd.commands import Device
from tests.scenario.truth.mishaps import answered, at_work
from vocabulary.ids import *
pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]
async def test_x(desk):
    async with at_work(desk, "dora") as phone, desk.desk_phone("bert") as colleague:
        await desk.device_is("bert", Device.FREE)
        own = await phone.dial("612")
        theirs = await answered(colleague)
        await own.audio.listen(2.0)
        ari = desk.service.ari
        w = desk.service.floor.watch
        print(w.legs, [b for b in await ari._requests.send("GET", "/bridges") if b["bridge_type"]=="mixing"])
        legs = w.legs
        a = [await ari.rtp_statistics(leg) for leg in legs]
        # move both into a plain mixing bridge
        await ari.create_bridge(BridgeId("plain-1"), "mixing", "plain")
        await ari.add_to_bridge(BridgeId("plain-1"), list(legs))
        await own.audio.listen(2.0)
        print([b for b in await ari._requests.send("GET", "/bridges") if b["bridge_type"]=="mixing"])
        b = [await ari.rtp_statistics(leg) for leg in legs]
        await own.audio.listen(3.0)
        c = [await ari.rtp_statistics(leg) for leg in legs]
        print("COUNT", a, b, c)
        assert 0

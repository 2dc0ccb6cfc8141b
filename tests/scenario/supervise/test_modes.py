"""Supervisors on live calls: in each mode heard by whom they should and by nobody else, wherever the contact goes."""

import asyncio

import pytest

from acd.agents import Activity
from api.client import Refused
from cdr.events import ListeningBegan, ListeningChanged, ListeningEnded, ListeningMode
from service.peers.agent_phone import AgentPhone
from service.peers.caller import Caller
from tests.scenario.supervise.ears import NEXT_AGENT_TONE_HZ, hears, longest_gap
from tests.scenario.supervise.floor import answered, conversation, listens, on_duty, supervisor_phone, switches
from tests.support.scenario import Helpdesk
from vocabulary.ids import AgentName
from vocabulary.instant import Instant

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

MODES = {"4": "monitor", "5": "whisper", "6": "barge"}


async def test_each_mode_is_heard_by_whom_it_should_be_across_a_transfer_to_the_next_line(desk: Helpdesk) -> None:
    async with (
        desk.on_duty("alex") as alex,
        on_duty(desk, "bea", NEXT_AGENT_TONE_HZ) as bea,
        supervisor_phone(desk, "sue") as sue,
        conversation(desk, alex) as talk,
    ):
        await listens(desk, "sue", sue, "alex")
        for mode in ("monitor", "whisper", "barge", "monitor", "barge", "whisper"):
            await switches(desk, "sue", mode)
            await _all_hear(mode, desk.clock(), talk.caller, alex, "agent", sue)
        transferred_at = desk.clock()
        await desk.control.post(f"/v1/contacts/{talk.contact}/escalate")
        await talk.call.ended()
        await hears(sue.audio, transferred_at, "caller")
        joined_at = desk.clock()
        await answered(bea)
        for mode in ("whisper", "barge", "monitor"):
            await switches(desk, "sue", mode)
            await _all_hear(mode, max(joined_at, desk.clock()), talk.caller, bea, "next agent", sue)


async def test_keys_of_the_supervisor_change_the_mode_and_reach_nobody_else(desk: Helpdesk) -> None:
    async with (
        desk.on_duty("alex") as alex,
        supervisor_phone(desk, "sue") as sue,
        conversation(desk, alex) as talk,
    ):
        await listens(desk, "sue", sue, talk.contact)
        await _all_hear("monitor", desk.clock(), talk.caller, alex, "agent", sue)
        for key in "56546":
            pressed_at = await sue.audio.press(key)
            await _all_hear(MODES[key], pressed_at, talk.caller, alex, "agent", sue)
        keys = {
            captured.packet.payload_type for audio in (talk.caller.audio, alex.audio) for captured in audio.captured
        }
    assert keys == {0}


async def test_a_mode_without_permission_is_refused_and_changes_nothing(desk: Helpdesk) -> None:
    async with (
        desk.on_duty("alex") as alex,
        supervisor_phone(desk, "tom") as tom,
        conversation(desk, alex) as talk,
    ):
        await listens(desk, "tom", tom, "alex")
        with pytest.raises(Refused, match="permission"):
            await switches(desk, "tom", "barge")
        await tom.audio.press("5")
        await _all_hear("monitor", desk.clock(), talk.caller, alex, "agent", tom)


async def test_a_listening_ends_with_its_contact_and_is_written_down(desk: Helpdesk) -> None:
    async with desk.on_duty("alex") as alex, supervisor_phone(desk, "sue") as sue:
        async with conversation(desk, alex) as talk:
            listener = await listens(desk, "sue", sue, "alex", "whisper")
            await hears(sue.audio, desk.clock(), "caller", "agent")
            await sue.audio.press("4")
            await desk.watch.fact(ListeningChanged, talk.contact)
            await talk.caller.hang_up()
            await listener.call.ended()
        record = await desk.record(talk.contact)
    [supervision] = record.supervisions
    assert (supervision.supervisor, [span.mode for span in supervision.modes]) == (
        "sue",
        [ListeningMode.WHISPER, ListeningMode.MONITOR],
    )
    assert [span.agent for span in supervision.agents] == ["alex"]
    assert (
        len(desk.watch.facts(ListeningBegan, talk.contact)) == len(desk.watch.facts(ListeningEnded, talk.contact)) == 1
    )


async def test_a_supervisor_who_hangs_up_leaves_the_conversation_as_it_was(desk: Helpdesk) -> None:
    async with (
        desk.on_duty("alex") as alex,
        supervisor_phone(desk, "sue") as sue,
        conversation(desk, alex) as talk,
    ):
        for mode in ("monitor", "whisper", "barge"):
            listener = await listens(desk, "sue", sue, "alex", mode)
            await listener.call.hang_up()
            await listener.call.ended()
            since = desk.clock()
            await hears(talk.caller.audio, since, "agent")
            await hears(alex.audio, since, "caller")
            await desk.watch.until(lambda: not desk.service.floor.listenings.listeners(talk.contact) or None, "the end")


async def test_the_sixth_listener_is_refused(desk: Helpdesk) -> None:
    names = ("sue", "tom", "uma", "vic", "wes")
    async with (
        desk.on_duty("alex") as alex,
        supervisor_phone(desk, "sue") as sue,
        supervisor_phone(desk, "tom") as tom,
        supervisor_phone(desk, "uma") as uma,
        supervisor_phone(desk, "vic") as vic,
        supervisor_phone(desk, "wes") as wes,
        supervisor_phone(desk, "xia"),
        conversation(desk, alex) as talk,
    ):
        phones = (sue, tom, uma, vic, wes)
        for name, phone in zip(names, phones, strict=True):
            await listens(desk, name, phone, "alex")
        since = desk.clock()
        for phone in phones:
            await hears(phone.audio, since, "caller", "agent")
        await hears(alex.audio, since, "caller")
        await hears(talk.caller.audio, since, "agent")
        with pytest.raises(Refused, match="5 listen"):
            await desk.control.post("/v1/supervise/listen", {"as": "xia", "call": "alex", "mode": "monitor"})


async def test_whoever_waits_is_heard_until_an_agent_comes(desk: Helpdesk) -> None:
    async with supervisor_phone(desk, "sue") as sue, desk.caller("500") as caller:
        contact = await desk.contact_of(caller)
        await caller.answered()
        await desk.watch.until(lambda: desk.service.switchboard.scene(contact), "the first scene of the contact")
        since = desk.clock()
        await listens(desk, "sue", sue, contact, "whisper")
        await hears(sue.audio, since, "caller")
        async with desk.on_duty("alex") as alex:
            call = await answered(alex)
            await _all_hear("whisper", max(since, desk.clock()), caller, alex, "agent", sue)
            await caller.hang_up()
            await call.ended()


async def test_a_supervisor_takes_over_and_goes_on_with_the_caller_alone(desk: Helpdesk) -> None:
    async with (
        desk.on_duty("alex") as alex,
        supervisor_phone(desk, "sue") as sue,
        conversation(desk, alex) as talk,
    ):
        listener = await listens(desk, "sue", sue, "alex")
        await hears(sue.audio, desk.clock(), "caller", "agent")
        pressed_at = await sue.audio.press("7")
        await talk.call.ended()
        since = desk.clock()
        await hears(talk.caller.audio, since, "supervisor")
        await hears(sue.audio, since, "caller")
        assert longest_gap(talk.caller.audio, pressed_at) <= 0.2
        await talk.caller.hang_up()
        await listener.call.ended()
        record = await desk.record(talk.contact)
    assert [span.mode for span in record.supervisions[0].modes][-1] in {ListeningMode.BARGE, ListeningMode.TAKE_OVER}


async def test_a_supervisor_who_takes_calls_too_is_offered_none_while_listening(desk: Helpdesk) -> None:
    def is_doing(activity: Activity) -> bool | None:
        return desk.service.desk.state.agents[AgentName("cleo")].activity is activity or None

    async with (
        desk.on_duty("alex") as alex,
        on_duty(desk, "cleo", NEXT_AGENT_TONE_HZ) as cleo,
        conversation(desk, alex) as talk,
    ):
        listener = await listens(desk, "cleo", cleo, "alex")
        await desk.watch.until(lambda: is_doing(Activity.ELSEWHERE), "cleo elsewhere")
        await desk.control.post(f"/v1/contacts/{talk.contact}/escalate")
        await talk.call.ended()
        await hears(cleo.audio, desk.clock(), "caller")
        assert len(cleo.calls) == 1
        await listener.call.hang_up()
        await answered(cleo)
        assert is_doing(Activity.TALKING)


async def _all_hear(
    mode: str, since: Instant, caller: Caller, agent: AgentPhone, agents_voice: str, supervisor: AgentPhone
) -> None:
    """Caller, agent and supervisor hear exactly what this mode means."""
    await asyncio.gather(
        hears(caller.audio, since, agents_voice, *(("supervisor",) if mode == "barge" else ())),
        hears(agent.audio, since, "caller", *(() if mode == "monitor" else ("supervisor",))),
        hears(supervisor.audio, since, "caller", agents_voice),
    )

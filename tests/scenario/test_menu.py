"""What callers press, dial and call themselves: wrong keys, no keys, no such number, names of any bytes."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from cdr.record import FinalStatus
from service.peers.g711 import RATE
from service.peers.hearing import Heard, find_sound, first_sound_at
from tests.support.scenario import Helpdesk
from tests.support.scenario_records import Menu, Offered, Queue, Stay, Talk, call_of, check
from vocabulary.causes import HangUpCause
from vocabulary.parties import Party

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


async def test_a_wrong_key_is_said_to_be_wrong_and_the_right_one_still_counts(desk: Helpdesk) -> None:
    reproach = desk.sound("auth-thankyou")
    async with desk.caller("100") as caller:
        contact = await desk.contact_of(caller)
        await caller.audio.until(first_sound_at, "the prompt", 10)
        await caller.audio.press("9")
        await caller.audio.until(lambda heard: find_sound(heard.samples, reproach).found or None, "reproach", 10)
        pressed = await caller.audio.press("2")
        await caller.audio.listen(0.3)
        bye = await caller.hang_up()
        record = await desk.record(contact)
    stays: list[Stay] = [
        Menu(pressed.unix, "handed to queue", keys="9 2"),
        Queue(bye.at_unix, "experts", end="abandoned", line=2, announced=(1,)),
    ]
    check(call_of(caller, contact, stays, FinalStatus.ABANDONED, Party.CALLER), record)


async def test_who_presses_nothing_is_asked_again_and_then_sent_away(desk: Helpdesk) -> None:
    question = desk.sound("vm-enter-num-to-call")
    async with desk.caller("100") as caller:
        contact = await desk.contact_of(caller)
        goodbye = await caller.received("BYE", seconds=15)
        await caller.ended()
        heard = caller.audio.heard()
        record = await desk.record(contact)
    for name in ("conf-thereare", "vm-goodbye"):
        assert find_sound(heard.samples, desk.sound(name, 0.6)).found
    halves = len(heard.samples) // 2
    assert find_sound(heard.samples[:halves], question).found
    assert find_sound(heard.samples[halves - RATE :], question).found
    stays: list[Stay] = [Menu(goodbye.at_unix, "hung up by flow")]
    check(call_of(caller, contact, stays, FinalStatus.HUNG_UP_BY_FLOW, Party.SYSTEM), record)


async def test_who_dials_an_unknown_number_is_told_so_and_hung_up_as_unallocated(desk: Helpdesk) -> None:
    announcement = desk.sound("ss-noservice", 4.5)

    def all_heard(heard: Heard) -> bool | None:
        return find_sound(heard.samples, announcement).found or None

    async with desk.caller("999") as caller:
        contact = await desk.contact_of(caller)
        await caller.audio.until(all_heard, "announcement", 10)
        goodbye = await caller.received("BYE")
        await caller.ended()
        record = await desk.record(contact)
    assert "cause=1" in goodbye.header("Reason")
    stays: list[Stay] = [Menu(goodbye.at_unix, "hung up by flow", flow="no-such-number")]
    expected = call_of(caller, contact, stays, FinalStatus.HUNG_UP_BY_FLOW, Party.SYSTEM, cause=HangUpCause.UNALLOCATED)
    check(expected, record)


HOSTILE = {
    b'"; DROP TABLE contact; --': '\\"; DROP TABLE contact; --',
    b"\x1b[31mred\x07": "\\x1b[31mred\\x07",
    b"../../x": "../../x",
    b"${SHELL(id)}": "${SHELL(id)}",
    "a\u202egnp.exe".encode(): "a\\u202egnp.exe",
    b"\xff\xfe": "\ufffd\ufffd",
}
"""Names as they are sent, and as they are to be stored: Asterisk keeps the backslash that quotes a quotation mark."""


@pytest.mark.parametrize("name", HOSTILE)
async def test_names_of_any_bytes_are_stored_visibly_and_name_no_file(desk: Helpdesk, name: bytes) -> None:
    async with desk.on_duty("alice") as phone, desk.caller("101", from_name=name) as caller:
        contact = await desk.contact_of(caller)
        accepted = await caller.answered()
        call = await phone.rang()
        answer = await call.answer()
        await phone.audio.listen(0.5)
        bye = await caller.hang_up()
        await call.ended()
        record = await desk.record(contact)
    stays: list[Stay] = [
        Menu(accepted.at_unix, "handed to queue", flow="support"),
        Queue(answer.at_unix, offers=(Offered("alice", call.invite.at_unix, answer.at_unix),)),
        Talk(bye.at_unix, Party.CALLER, heard=phone.audio.heard()),
    ]
    expected = call_of(caller, contact, stays, FinalStatus.ANSWERED, Party.CALLER)
    check(replace(expected, caller_name=HOSTILE[name]), record)
    kept = kept_in(Path(desk.settings.recordings_place))
    assert f"{record.recordings[0].recording}.flac" in kept
    assert not [path for path in kept if not re.fullmatch(r"rec-c-[0-9a-f-]+-[qm]\d+-\d\.flac", path)]


def kept_in(folder: Path) -> list[str]:
    """The names of all recordings kept there."""
    return [path.name for path in folder.rglob("rec-*.*")]

"""What an agent's phone shows of a call and what they hear before it; of hostile names only what does no harm."""

import re

import pytest

from service.peers.g711 import RATE
from service.peers.hearing import find_sound, tone_from
from service.peers.sip import SipMessage
from tests.scenario.talk.floor import over, talking
from tests.scenario.talk.outline import check_record
from tests.support.scenario_ears import music_from
from tests.support.scenario_errands import ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_talk import asked, at_desk, hears

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

FROM = re.compile(r'(?:"((?:[^"\\\x00-\x1f\x7f]|\\[^\r\n])*)" )?<sip:([^<>"@\s]*)@[^<>"\s]+>;tag=[^\s;]+')
"""A name-addr with a quoted display name, and nothing after it but the tag (RFC 3261 20.20 and 25.1)."""
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]*: ?[^\x00-\x08\x0a-\x1f\x7f]*")


def shown(invite: SipMessage) -> tuple[str, str]:
    """Name and number, from an INVITE that is well-formed.

    :raises AssertionError: it is not.
    """
    head = invite.raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    names = [line.partition(b":")[0].lower() for line in head[1:]]
    assert all(_HEADER.fullmatch(line) for line in head[1:]), head
    for once in (b"from", b"to", b"call-id", b"cseq", b"contact", b"content-length"):
        assert names.count(once) == 1, (once, head)
    assert len(invite.body) == int(invite.header("Content-Length"))
    written = FROM.fullmatch(invite.header("From"))
    assert written is not None, invite.header("From")
    return re.sub(r"\\(.)", r"\1", written[1] or ""), written[2]


async def test_a_phone_shows_what_the_queue_wants_shown_and_is_told_to_answer_by_itself(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "gus") as gus, desk.caller("602") as caller:
        contact = await desk.contact_of(caller)
        call = await gus.came()
        number = caller.line.from_user
        assert shown(call.invite) == (f"told: A Caller <{number}>", number)
        assert "answer-after=0" in call.invite.header("Call-Info")
        assert "alert-autoanswer" in call.invite.header("Alert-Info")
        await call.answer()
        await hears(caller.audio, AGENT_TONE_HZ)
        await over(desk, caller, contact)


async def test_where_the_document_says_nothing_a_phone_shows_the_callers_name_and_rings(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
        contact, call = await talking(desk, caller, ann)
        assert shown(call.invite) == ("A Caller", caller.line.from_user)
        assert not call.invite.header("Call-Info")
        assert not call.invite.header("Alert-Info")
        await over(desk, caller, contact)


async def test_a_colleague_who_is_asked_sees_who_asks_and_later_the_caller(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, at_desk(desk, "eve") as eve, desk.caller("600") as caller:
        contact, _ = await talking(desk, caller, ann)
        await asked(desk, "ann", "consult", {"as": "ann", "to_agent": "eve"})
        assert shown((await eve.came()).invite) == ("Ann Example", "71")
        await asked(desk, "ann", "cancel", {"as": "ann"})
        await asked(desk, "ann", "transfer", {"as": "ann", "to_agent": "eve"})
        call = await eve.came()
        assert shown(call.invite) == ("A Caller", caller.line.from_user)
        await call.answer()
        await hears(eve.audio, CALLER_TONE_HZ)
        await over(desk, caller, contact)


async def test_a_number_outside_is_shown_the_trunks_own(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
        contact, _ = await talking(desk, caller, ann)
        await asked(desk, "ann", "transfer", {"as": "ann", "to_number": "+12025550777"})
        call = await desk.outside.rang()
        assert shown(call.invite)[1] == "+12025550001"
        await call.answer()
        await over(desk, caller, contact)
        await call.ended()


HOSTILE = {
    b'"; DROP TABLE contact; --': '\\"; DROP TABLE contact; --',
    b'x" <sip:root@evil>;tag=1': 'x\\" <sip:root@evil>;tag=1',
    b"${SHELL(id)}": "${SHELL(id)}",
    b"${CURL(http://127.0.0.1)}": "${CURL(http://127.0.0.1)}",
    b"$(id)`id`;rm -rf /;": "$(id)`id`;rm -rf /;",
    b"%0d%0aVia: evil": "%0d%0aVia: evil",
    b"{queue} {number}": "{queue} {number}",
    b"\x1b[2Jgone\x07": "[2Jgone",
    b"a\tb": "ab",
    "a\u202egnp.exe\u200b".encode(): "agnp.exe",
    "\U0001f468\u200d\U0001f469 \u0417\u043e\u044f".encode(): "\U0001f468\U0001f469 \u0417\u043e\u044f",
    b"\xc3\x28 x": "\ufffd( x",
    b"<img src=a onerror=alert(1)>": "<img src=a onerror=alert(1)>",
    b"&SIP/evil,1": "&SIP/evil,1",
    b"x" * 3000: "x" * 64,
}
"""Names as callers send them and a phone may show them; Asterisk keeps the backslash before a quotation mark."""


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: repr(name[:20]))
async def test_a_hostile_name_is_shown_as_text_and_breaks_nothing(desk: ErrandsDesk, name: bytes) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("600", from_name=name) as caller:
        contact = await desk.contact_of(caller)
        call = await ann.came()
        assert shown(call.invite) == (HOSTILE[name], caller.line.from_user)
        await call.answer()
        await hears(ann.audio, CALLER_TONE_HZ)
        record = await over(desk, caller, contact)
    check_record(
        record,
        "in: answered, ended by caller (normal)",
        "menu sales: handed to queue",
        "queue sales: answered",
        "  ann: answered (normal)",
        "agent ann of sales: ended by caller",
        "recording complete",
    )


async def test_an_agent_hears_tone_and_words_first_and_the_caller_music_until_then(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "gus") as gus, desk.caller("602") as caller:
        contact = await desk.contact_of(caller)
        call = await gus.came()
        await hears(caller.audio)
        since = desk.clock()
        await call.answer()
        joined = await gus.audio.until(lambda heard: tone_from(heard, CALLER_TONE_HZ), "the caller", 5)
        spoken = await caller.audio.until(lambda heard: tone_from(heard, AGENT_TONE_HZ), "the agent", 5)
        told, waited = gus.audio.heard(), caller.audio.heard()
        record = await over(desk, caller, contact)
    words = desk.sound("vm-message")
    tone, said = find_sound(told.samples, desk.sound("beep")[: RATE // 4]), find_sound(told.samples, words)
    assert tone.found
    assert said.found
    assert tone.offset_seconds < said.offset_seconds
    assert told.at(round(said.offset_seconds * RATE) + len(words) - 1) <= joined
    assert not find_sound(waited.samples, words).found
    music = music_from(waited, since)
    assert music is not None
    assert music < spoken
    check_record(
        record,
        "in: answered, ended by caller (normal)",
        "menu told: handed to queue",
        "queue told: answered",
        "  gus: answered (normal)",
        "agent gus of told: ended by caller",
        "recording complete",
    )


@pytest.mark.parametrize("who", ["caller", "agent"])
async def test_whoever_hangs_up_while_the_agent_is_told_leaves_nobody_stuck(desk: ErrandsDesk, who: str) -> None:
    async with at_desk(desk, "gus") as gus, desk.caller("602") as caller:
        contact = await desk.contact_of(caller)
        call = await gus.came()
        await call.answer()
        await call.confirmed()
        await gus.audio.listen(0.2)
        if who == "caller":
            await caller.hang_up()
            await call.ended()
        else:
            await call.hang_up()
            await hears(caller.audio)
            await caller.hang_up()
        record = await desk.record(contact)
    assert record.final_status == "abandoned"
    assert [segment.kind for segment in record.segments] == ["menu", "queue"]

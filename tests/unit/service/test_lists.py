"""Lists at a terminal: what is in each column of agents, calls and contact records."""

from typing import Any

import pytest

from service.lists import print_agents, print_calls, print_contacts

AGENT = {
    "name": "alice", "presence": "available", "pause_reason": "", "paused_by": "", "activity": "elsewhere",
    "phone": "in use", "ready": False, "resting": False, "contacts": 3, "offers_ended": {}, "missed_in_a_row": {},
    "queues": ["sales"], "skills": {}, "signed_out": ["experts"], "elsewhere": ["calling"], "hand": None, "devices": {},
}  # fmt: skip
CALL = {
    "contact": "c-1", "caller_number": "555", "caller_name": "Ann", "number_dialled": "100", "where": "agent",
    "queue": "sales", "line": 1, "priority": 0, "position": None, "agent": "alice", "held": True,
    "recording_paused": False,
}  # fmt: skip
CONTACT = {
    "began_at": "2026-03-01T12:00:00Z", "caller_number": "201", "calling_agent": None, "number_dialled": "100",
    "final_status": "answered", "queue": "sales", "lines": [1], "agent": "alice", "wait_seconds": 1.0,
    "talk_seconds": 20.0, "hold_seconds": 5.0, "disposition": "refund", "recordings": [],
    "flags": [{"flag": "agent fell silent"}, {"flag": "agent fell silent"}],
}  # fmt: skip

Shown = pytest.CaptureFixture[str]


def cells(shown: Shown) -> list[str]:
    """The cells of the one row that was printed."""
    row = next(line for line in shown.readouterr().out.splitlines() if line.startswith("│"))
    return [cell.strip() for cell in row.strip("│").split("│")]


def changed(row: dict[str, Any], **values: object) -> list[dict[str, Any]]:
    return [row | values]


def test_an_agent_who_is_elsewhere_is_shown_with_what_keeps_them_there(capsys: Shown) -> None:
    print_agents(changed(AGENT), as_json=False)
    assert cells(capsys)[:5] == ["alice", "available", "calling", "in use", "sales (experts)"]


def test_an_agent_with_several_phones_is_shown_with_each(capsys: Shown) -> None:
    print_agents(changed(AGENT, devices={"alice": "free", "alice-web": "unreachable"}), as_json=False)
    assert cells(capsys)[3] == "alice free, alice-web unreachable"


@pytest.mark.parametrize(("hand", "words"), [(None, ""), ("", "raised"), ("angry caller", "angry caller")])
def test_a_raised_hand_is_shown_with_its_note(hand: str | None, words: str, capsys: Shown) -> None:
    print_agents(changed(AGENT, hand=hand), as_json=False)
    assert cells(capsys)[-1] == words


def test_a_held_caller_is_shown_as_held(capsys: Shown) -> None:
    print_calls(changed(CALL), as_json=False)
    assert cells(capsys)[3] == "agent held"


def test_a_contact_is_shown_with_hold_disposition_and_each_kind_of_flag_once(capsys: Shown) -> None:
    print_contacts(changed(CONTACT), as_json=False)
    row = cells(capsys)
    assert row[1] == "201"
    assert row[7:] == ["20.0", "5.0", "refund", "", "agent fell silent"]


def test_a_call_by_an_agent_is_shown_with_who_called_whom(capsys: Shown) -> None:
    print_contacts(changed(CONTACT, calling_agent="alice", number_dialled="+49301"), as_json=False)
    assert cells(capsys)[1] == "alice → +49301"

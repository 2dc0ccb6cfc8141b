"""What a queue, its ways out and its agents are refused for or warned about, and where."""

from collections.abc import Callable

import pytest

Found = Callable[[], list[str]]
Edit = Callable[..., None]

REFUSED = {
    "a number that is none": ("number: four", "11:13: a number dialled is at most 32 of 0-9 * #"),
    "a number of another": ('number: "100"', "11:13: '100' leads to a flow already"),
    "an unknown prompt for agents": ("tell_agent: welcom", "11:17: unknown prompt 'welcom'; did you mean 'welcome'?"),
    "words for agents with a variable": (
        'tell_agent: "text:For {name}"',
        "11:27: 'name' is not known here: agents are told fixed words",
    ),
    "a phone that shows an unknown thing": (
        'shown: "{skill} {name}"',
        "11:12: what a phone shows may hold {queue}, {name} and {number}, and no other braces",
    ),
    "a phone that shows a lone brace": ('shown: "{name"', "11:12: what a phone shows may hold {queue}, {name} and"),
    "a phone that shows nothing": ('shown: " "', "11:12: what a phone shows is at most 64 printable characters"),
    "a phone that shows too much": (f"shown: {'x' * 65}", "11:12: what a phone shows is at most 64 printable"),
    "a failed transfer to nowhere": ("transfer_failed: queue", "11:22: must be 'agent' or 'head'"),
    "an unknown selection": ("selection: fairest", "11:16: must be 'longest_idle', 'most_proficient', 'round_robin', "),
    "ring_width elsewhere": (
        "ring_width: {start: 2}",
        "11:5: ring_width is for selection: ring_several; this queue's is longest_idle",
    ),
    "ring_width of none": ("ring_width: {start: 0}", "11:25: must be greater than or equal to 1"),
    "ring_width empty": ("ring_width:", "11:5: is empty; write a value, or leave the key out"),
    "a fixed wrap-up of nothing": (
        "wrap_up: fixed\n    wrap_up_seconds: 0",
        "12:22: wrap_up: fixed needs wrap_up_seconds above 0",
    ),
    "an optional wrap-up of nothing": (
        "wrap_up: optional\n    wrap_up_seconds: 0",
        "12:22: wrap_up: optional needs wrap_up_seconds above 0",
    ),
    "an unknown wrap-up": ("wrap_up: never", "11:14: must be 'timed', 'fixed', 'until_ended', 'optional' or 'on_requ"),
    "negative seconds": ("decline_rest_seconds: -1", "11:27: must be greater than or equal to 1"),
    "a longest wait of nothing": ("max_wait_seconds: 0", "11:23: must be greater than or equal to 1"),
    "a longest wait of a week": ("max_wait_seconds: 604800", "11:23: must be less than or equal to 86400"),
    "a longest wait left empty": ("max_wait_seconds:", "11:5: is empty; write a value, or leave the key out"),
    "room for nobody": ("max_waiting: 0", "11:18: must be greater than or equal to 1"),
    "half a place": ("max_waiting: 2.5", "11:18: must be a whole number"),
    "a share above all": ("target_share: 80", "11:19: must be less than or equal to 1"),
    "a share of nothing": ("target_share: 0", "11:19: must be greater than 0"),
    "an unknown condition": ("to_join: present", "11:14: must be 'none', 'logged_in' or 'at_work'"),
    "staying harder than joining": (
        "to_join: logged_in\n    to_stay: at_work",
        "12:14: asks for more than to_join (logged_in): who may join would be sent away at once",
    ),
    "repeating left empty": ("announcements: {every_seconds: }", "11:21: is empty; write seconds, or never"),
    "repeating sometimes": ("announcements: {every_seconds: sometimes}", "11:36: must be a number"),
    "a limit never spoken": (
        "announcements: {on_entry: false, on_change: false, every_seconds: never, limit: 5}",
        "11:78: the position is never spoken; limit cannot matter",
    ),
    "improvement never spoken": (
        "announcements: {on_entry: false, on_change: false, every_seconds: never, only_improved: true}",
        "11:78: the position is never spoken; only_improved cannot matter",
    ),
    "comfort without prompts": ("announcements: {comfort: {every_seconds: 60}}", "11:21: 'prompts' is missing"),
    "comfort of no prompts": ("announcements: {comfort: {prompts: []}}", "11:40: must not be empty"),
    "an unknown comfort prompt": (
        "announcements: {comfort: {prompts: [welcome, chose]}}",
        "11:50: unknown prompt 'chose'; did you mean 'choose'?",
    ),
    "an unknown key of comfort": (
        "announcements: {comfort: {prompts: welcome, at_randon: true}}",
        "11:49: unknown key 'at_randon'; did you mean 'at_random'?",
    ),
    "hit rates the wrong way round": (
        "announcements: {estimates: {least_hit_rate: 0.9, most_hit_rate: 0.8}}",
        "11:49: no hit rate lies between 0.9 and 0.8",
    ),
    "more judged than looked at": (
        "announcements: {estimates: {judged_at_least: 200}}",
        "11:50: is above window (100); so many estimates are never looked at",
    ),
    "a way to an unknown queue": (
        "after_max_wait: {queue: suport}",
        "11:29: unknown queue 'suport'; did you mean 'support'?",
    ),
    "a way to an unknown flow": ("when_closed: {flow: night}", "11:25: unknown flow 'night'"),
    "a way to nowhere": ("when_full: {}", "11:16: a way out leads to a queue or to a flow: {queue: NAME} or {flow: N"),
    "a way to two places": ("when_full: {queue: support, flow: main}", "11:16: a way out leads to a queue or to a flo"),
    "a flow that keeps time": (
        "when_full: {flow: main, keeps_time: false}",
        "11:16: keeps_time is for a queue; a flow has no waiting",
    ),
    "a way by a bare name": (
        "when_full: support",
        "11:16: 'support' is no way out; write go_on, {queue: NAME} or {flow: NAME}",
    ),
    "a way misspelt": ("when_full: go-on", "11:16: 'go-on' is no way out; write go_on, {queue: NAME} or {flow: NAME};"),
    "a way of another kind": ("when_full: 3", "11:16: must be keys with values"),
    "an unknown key of a way": (
        "when_full: {queue: support, keep_time: true}",
        "11:33: unknown key 'keep_time'; did you mean 'keeps_time'?",
    ),
    "staying without a key": ("when_full: stay", "11:16: 'stay' is only for a key the caller presses"),
    "a callback without a key": ("when_full: callback", "11:16: 'callback' is only for a key the caller presses"),
    "a callback": ("keys: {1: callback}", "11:15: a key leads to a callback through a flow"),
    "keys left empty": ("keys: {}", "11:11: must not be empty"),
    "a key of two": ("keys: {12: stay}", "11:12: '12': a key while waiting is one of 0-9 * #"),
    "a tone that is no key": ("keys: {A: stay}", "11:12: 'A': a key while waiting is one of 0-9 * #"),
    "a key to an unknown queue": ("keys: {1: {queue: sails}}", "11:23: unknown queue 'sails'; did you mean 'sales'?"),
    "a key to its own queue": ("keys: {1: {queue: sales}}", "11:15: leads from 'sales' to 'sales' itself; write stay"),
    "an escalation to nowhere": ("escalates_to: third", "11:19: unknown queue 'third'"),
    "an escalation down the lines": (
        "escalates_to: support",
        "11:19: 'support' is on the first line, below 'sales' on the second",
    ),
    "an escalation to itself": (
        "escalates_to: sales",
        "11:19: contacts handed on would go round in a circle: sales → ",
    ),
    "an overflow to itself": ("when_full: {queue: sales}", "11:16: callers would go round in a circle: sales → sales"),
    "an overflow through a flow": (
        "after_max_wait: {flow: again}",
        "11:21: callers would go round in a circle: sales → sales",
    ),
    "callbacks never tried": ("callback: {attempts: 0}", "11:26: must be greater than or equal to 1"),
    "callbacks tried at once again": (
        "callback: {retry_after_seconds: 0}",
        "11:37: must be greater than or equal to 1",
    ),
    "callbacks tried again next week": (
        "callback: {retry_after_seconds: 604800}",
        "11:37: must be less than or equal to 259200",
    ),
    "an unknown key of callbacks": (
        "callback: {hour: office}",
        "11:16: unknown key 'hour'; did you mean 'hours'?",
    ),
    "hours of callbacks left empty": (
        "callback: {hours: }",
        "11:16: is empty; write a value, or leave the key out",
    ),
    "a last agent for ever": ("last_agent_within_seconds: 1000000000", "11:32: must be less than or equal to 2592000"),
}


@pytest.mark.parametrize(("keys", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_a_queue_is_refused_with_line_and_column(edit: Edit, problems: Found, keys: str, expected: str) -> None:
    edit(("    music: default", f"    {keys}"))
    if "again" in keys:
        edit(("flows:\n", "flows:\n  again: [play: welcome, enqueue: sales]\n"))
    assert any(problem.startswith(f"main.yaml:{expected}") for problem in problems()), problems()


def test_callbacks_in_hours_that_are_nowhere_are_refused(edit: Edit, problems: Found) -> None:
    edit(
        ("    music: default", "    callback: {hours: offce}"),
        ("numbers:", 'hours: {office: {open: {mon-fri: "09:00-18:00"}}}\nnumbers:'),
    )
    assert problems() == ["main.yaml:12:23: unknown hours 'offce'; did you mean 'office'?"]


WARNED = {
    "fewest contacts": ("selection: fewest_contacts", "11:16: fewest_contacts makes contacts equal, but the gap in"),
    "seconds of an open wrap-up": (
        "wrap_up: until_ended\n    wrap_up_seconds: 30",
        "12:5: wrap_up: until_ended lasts until the agent ends it; wrap_up_seconds says nothing",
    ),
    "estimates never spoken": (
        "announcements: {on_entry: false, on_change: false, every_seconds: never, estimates: {spoken: true}}",
        "11:98: the estimate is spoken with the position, and every announcement is off",
    ),
    "estimates that may not be honest": (
        "announcements: {estimates: {least_hit_rate: 0.9}}",
        "11:32: an honest estimate would not be spoken: its bound holds for 0.8 of the callers",
    ),
    "improvement after one": (
        "announcements: {on_change: false, every_seconds: never, only_improved: true}",
        "11:61: the position is spoken on entry only; only_improved says nothing",
    ),
    "repeating within the gap": (
        "announcements: {every_seconds: 10}",
        "11:36: is below min_gap_seconds (15), which decides",
    ),
    "comfort within the gap": (
        "announcements: {comfort: {prompts: welcome, every_seconds: 10}}",
        "11:64: is below min_gap_seconds (15), which decides",
    ),
    "one message at random": (
        "announcements: {comfort: {prompts: welcome, at_random: true}}",
        "11:49: of one message there is no choice",
    ),
    "full without a limit": ("when_full: go_on", "11:5: without max_waiting the queue is never full"),
    "nobody there without a rule": (
        "when_no_agents: go_on",
        "11:5: without to_join or to_stay nobody is ever led there",
    ),
    "a wait shorter than the ring": (
        "max_wait_seconds: 20",
        "11:23: is not above ring_timeout_seconds (20): no second phone is rung",
    ),
    "a last agent who is not preferred": (
        "last_agent_within_seconds: 3600",
        "11:5: without prefer_last_agent_seconds the last agent is never preferred",
    ),
    "a last agent asked for less than a ring": (
        "prefer_last_agent_seconds: 10",
        "11:32: 10 s are over while the first of these agents is still rung, for 20 s; at least 21",
    ),
    "agents who had the contact asked for less than a ring": (
        "prefer_previous_seconds: 20",
        "11:30: 20 s are over while the first of these agents is still rung, for 20 s; at least 21",
    ),
    "an escalation along the line": (
        "escalates_to: peers",
        "11:19: 'peers' is on the second line like 'sales'; no contact moves up",
    ),
    "callbacks over before the second attempt": (
        "callback: {retry_after_seconds: 600, expires_after_seconds: 600}",
        "11:15: there is no second attempt: one is made 600 s after the first, and the callback is given up 600 s",
    ),
    "callbacks nobody promises": (
        "callback: {attempts: 2}",
        "11:5: no flow promises a callback by 'sales'",
    ),
    "a wait without end": (
        "wrap_up_seconds: 5",
        "9:3: nothing changes for a caller who has waited 80 s in 'sales'; give it max_wait_seconds, keys, or steps",
    ),
}


@pytest.mark.parametrize(("keys", "expected"), WARNED.values(), ids=WARNED.keys())
def test_what_may_be_meant_is_taken_and_warned_about(
    edit: Edit, problems: Found, warnings: Found, keys: str, expected: str
) -> None:
    edit(("    music: default", f"    {keys}"))
    if "peers" in keys:
        edit(
            ("  sales:\n", "  sales:\n"),
            ("agents:\n", "  peers: {line: second}\nagents:\n"),
            ("sales]", "sales, peers]"),
        )
    assert problems() == []
    place, _, message = expected.partition(": ")
    assert any(warning.startswith(f"main.yaml:{place}: warning: {message}") for warning in warnings()), warnings()


@pytest.mark.parametrize(
    "keys",
    [
        "keys: {1: stay}",
        "max_wait_seconds: 300",
        "after_max_wait: {queue: support}",
    ],
)
def test_a_queue_in_which_something_changes_is_not_warned_about(edit: Edit, warnings: Found, keys: str) -> None:
    edit(("    music: default", f"    {keys}"))
    assert not [warning for warning in warnings() if "'sales'; give it max_wait_seconds" in warning]


def test_hours_of_callbacks_with_special_dates_alone_are_warned_about(edit: Edit, warnings: Found) -> None:
    edit(
        ("    music: default", "    callback: {hours: fair}"),
        ("numbers:", 'hours: {fair: {special: {"2040-05-01": "09:00-18:00"}}}\nnumbers:'),
    )
    found = "\n".join(warnings())
    assert "main.yaml:12:23: warning: 'fair' has no weekly periods: nobody is called back but on its special" in found
    assert "nothing asks whether 'fair' is open" not in found


def test_agents_with_a_delay_are_a_change_too(edit: Edit, warnings: Found) -> None:
    edit(
        ("agents:\n", "agents:\n  bob: {name: Bob, queues: {sales: {delay_seconds: 30}}}\n"),
        ("line: first, ", "keys: {1: stay}, "),
    )
    assert warnings() == []

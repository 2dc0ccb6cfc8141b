"""What an agent, and the agents of a queue together, are refused for or warned about, and where."""

from collections.abc import Callable

import pytest

Found = Callable[[], list[str]]
Edit = Callable[..., None]

AGENTS = {
    "an unknown queue by rank": (
        "queues: {support: {rank: 1}, sails: }",
        "13:77: unknown queue 'sails'; did you mean 'sales'?",
    ),
    "an unknown key by rank": (
        "queues: {support: {rnk: 1}, sales: }",
        "13:67: unknown key 'rnk'; did you mean 'rank'?",
    ),
    "rank 0": ("queues: {support: {rank: 0}, sales: }", "13:73: must be greater than or equal to 1"),
    "a negative delay": ("queues: {support: {delay_seconds: -1}, sales: }", "13:82: must be greater than or equal to"),
    "no queue by rank": ("queues: {}", "13:56: must not be empty"),
    "a limit left empty": ("queues: [support, sales], declined_limit: ", "13:74: is empty; write a value, or leave"),
    "a limit of 0": ("queues: [support, sales], unreachable_limit: 0", "13:93: must be greater than or equal to 1"),
    "a share above all": (
        "queues: [support, sales], micro_pause: {busy_share: 1.5}",
        "13:100: must be less than or equal to 1",
    ),
    "a rest that never begins": (
        "queues: [support, sales], micro_pause: {busy_share: 1}",
        "13:87: never begins: nobody is busy for more than a busy_share of 1, and contacts_in_a_row is 0",
    ),
}


@pytest.mark.parametrize(("keys", "expected"), AGENTS.values(), ids=AGENTS.keys())
def test_an_agent_is_refused_with_line_and_column(edit: Edit, problems: Found, keys: str, expected: str) -> None:
    edit(("queues: [support, sales]", keys))
    assert any(problem.startswith(f"main.yaml:{expected}") for problem in problems()), problems()


def test_an_agent_whose_delay_outlasts_the_wait_is_refused(edit: Edit, problems: Found) -> None:
    edit(
        ("    music: default", "    max_wait_seconds: 60"),
        ("agents:\n", "agents:\n  bob: {name: Bob, queues: {sales: {delay_seconds: 60}}}\n"),
    )
    assert problems() == ["main.yaml:13:52: 'bob' would never serve 'sales': its callers leave after 60 s"]


def test_a_queue_whose_agents_all_have_a_delay_is_warned_about(edit: Edit, warnings: Found) -> None:
    edit(
        ("queues: [support, sales]", "queues: {support: {delay_seconds: 5}, sales: {delay_seconds: 10.5}}"),
        ("agents:\n", "agents:\n  bob: {name: Bob, queues: [support]}\n"),
    )
    assert warnings() == [
        "main.yaml:9:3: warning: every agent of 'sales' has a delay; nobody serves a caller before 10.5 s"
    ]


@pytest.mark.parametrize(("agents", "warned"), [(9, False), (10, True)])
def test_ringing_more_than_ten_at_once_is_warned_about(edit: Edit, warnings: Found, agents: int, warned: bool) -> None:
    more = "".join(f"  a{number}: {{name: A, queues: sales}}\n" for number in range(agents))
    edit(("agents:\n", f"agents:\n{more}"), ("    music: default", "    selection: ring_all"))
    expected = "main.yaml:11:16: warning: ring_all rings 11 phones for one caller; above 10 take ring_several"
    assert (expected in warnings()) is warned

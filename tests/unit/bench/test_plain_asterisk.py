"""The peer's configuration: each agent has a number that dials and one that queues."""

from bench.plain_asterisk import callplan_text, queues_text


def test_each_agent_can_be_dialled_and_queued_for() -> None:
    text = callplan_text(["lane1", "lane2"])
    assert "exten => 202,1,Answer()\n same => n,Dial(PJSIP/lane2,30,m)" in text
    assert "exten => 301,1,Answer()\n same => n,Queue(lane1)" in text


def test_each_queue_has_its_agent_alone_and_no_wrap_up() -> None:
    first, second = queues_text(["lane1", "lane2"]).split("[lane")[1:]
    assert "member => PJSIP/lane1" in first
    assert "PJSIP/lane2" not in first
    assert "wrapuptime = 0" in second

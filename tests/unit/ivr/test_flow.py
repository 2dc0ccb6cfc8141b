"""Every prompt of a flow is found and can be renamed, wherever in it the prompt is said."""

from ivr.flow import Enqueue, HangUp, Menu, Play, Steps, prompts_in, with_prompts
from vocabulary.ids import MediaUri, QueueName

A, B, C, D, E, F = (MediaUri(f"sound:{name}") for name in "abcdef")
STEPS: Steps = (
    Play((A,)),
    Menu((B,), {"1": (Play((C,)),)}, wrong_key=(D,), otherwise=(Enqueue(QueueName("q"), otherwise=(Play((E,)),)),)),
    Enqueue(QueueName("q"), otherwise=(Play((F,)), HangUp())),
)


def test_every_prompt_is_found_also_where_a_queue_does_not_serve_the_caller() -> None:
    assert set(prompts_in(STEPS)) == {A, B, C, D, E, F}


def test_every_prompt_is_renamed_also_where_a_queue_does_not_serve_the_caller() -> None:
    renamed = with_prompts(STEPS, lambda uri: MediaUri(f"{uri}-copy"))
    assert set(prompts_in(renamed)) == {f"sound:{name}-copy" for name in "abcdef"}
    assert with_prompts(renamed, lambda uri: MediaUri(uri.removesuffix("-copy"))) == STEPS

"""What may be tuned about every dialogue. Values only: every field has its unit in its name and a default."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DialoguePolicy:
    """How patient a dialogue is with the network and how much it remembers of the caller.

    ``playback_guard_seconds``: the end of a playback is taken as lost after so long per prompt. Asterisk reports no end
    where the last item is refused (res_stasis_playback.c), and a caller must not hang in silence for it. 75 s is more
    than the loader allows a prompt of ours (60 s) and more than the longest of the English core set (73.4 s).
    ``keys_kept``: keys typed ahead beyond these are dropped; nobody types more on purpose before the next question.
    ``circle_flows``, ``circle_seconds``: so many flows entered one after the other, each less than so long after the
    one before and without an answer of the caller between, are a circle of flows and closed queues that would turn for
    ever without a word: the call is ended. ``steps_at_once``: so is it by more steps than these without a wait. Loops
    in loops can ask for billions, and some thousands would hold up the other calls.
    ``undos``: so many times in a row the undo key is heard; then it is a wrong key like any other. ``choices_kept``: so
    many choices can be taken back. ``late_end_key_seconds``: so long after a number is complete its end key, pressed
    out of habit, still belongs to it.
    ``leaving_seconds``: so long after the caller has hung up a recorded message may take to be finished and handed on.
    """

    playback_guard_seconds: float = 75.0
    keys_kept: int = 32
    circle_flows: int = 20
    circle_seconds: float = 1.0
    steps_at_once: int = 1_000
    undos: int = 20
    choices_kept: int = 20
    late_end_key_seconds: float = 1.0
    leaving_seconds: float = 10.0


DEFAULT_POLICY = DialoguePolicy()

"""What can go wrong with a telephone peer: one exception for each thing its user could do differently."""


class PeerFailure(Exception):
    """A telephone peer cannot do what was asked of it."""

    def __init__(self, **facts: object) -> None:
        super().__init__((type(self).__doc__ or "").format(**facts))


class SippMissing(PeerFailure):
    """SIPp is not installed: the program sipp comes with the package sip-tester."""


class PeerEnded(PeerFailure):
    """{name}: SIPp ended (exit status {status}) while waiting for {what}. It said: {said}. Last messages:
    {last}"""


class WaitedTooLong(PeerFailure):
    """{name}: no {what} within {seconds} s. Last messages:
    {last}"""


class NotRegistered(PeerFailure):
    """{name}: the registration was refused with {status}."""


class NoAudioOffered(PeerFailure):
    """{name}: the other side named no address for audio in its session description."""


class NotHeard(PeerFailure):
    """{address}:{port}: no {what} heard within {seconds} s; {came:.2f} s of audio came."""


class Unspeakable(PeerFailure):
    """{what} cannot be given to SIPp: {why}."""


class NoFreePort(PeerFailure):
    """No {count} free UDP ports between {first} and {last} on {address}."""

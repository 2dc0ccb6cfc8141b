"""What can go wrong between us and ARI, one exception for each thing a caller could do about it. Nothing else.

Unreachable: wait, the state of the request is unknown. Refused: mend the settings or our code. Gone: the other side
hung up first, which is normal and is handled in one place by reporting the leg ended.
"""


class AriError(Exception):
    """Asterisk's REST interface did not do what was asked."""

    def __init__(self, **facts: object) -> None:
        super().__init__((type(self).__doc__ or type(self).__name__).format(**facts))


class AriUnreachable(AriError):
    """No answer from Asterisk at {base_url} to {asked}: {reason}. Is it running, and is ari.base_url its address?"""

    def __init__(self, *, base_url: str, asked: str, reason: str) -> None:
        super().__init__(base_url=base_url, asked=asked, reason=reason)
        self.asked = asked
        self.reason = reason


class AriRefused(AriError):
    """Asterisk refused {asked}: {message} ({status}). {mend}"""

    def __init__(self, *, asked: str, status: int, message: str, mend: str = "") -> None:
        # Asterisk's words may be of any shape: they are a value here, never a template.
        super().__init__(asked=asked, status=status or "no status", message=message, mend=mend)
        self.asked = asked
        self.status = status
        self.message = message

    def __str__(self) -> str:
        return super().__str__().rstrip()


class AriGone(AriError):
    """{asked} came too late: {message} ({status})."""

    def __init__(self, *, asked: str, status: int, message: str) -> None:
        super().__init__(asked=asked, status=status, message=message)
        self.asked = asked
        self.status = status
        self.message = message

"""What can go wrong between us and AGI, one exception for each thing a caller could do about it. Nothing else."""


class AgiError(Exception):
    """The conversation over AGI did not go as it should."""

    def __init__(self, **facts: object) -> None:
        super().__init__((type(self).__doc__ or type(self).__name__).format(**facts))


class AgiGone(AgiError):
    """Asterisk closed the connection: the call is over, or whoever connected was no Asterisk."""


class AgiRefused(AgiError):
    """Asterisk refused {asked}: {reply}."""

    def __init__(self, *, asked: str, reply: str) -> None:
        super().__init__(asked=asked, reply=reply)
        self.reply = reply


class AgiGarbled(AgiError):
    """What arrived is no AGI: {reason}."""

    def __init__(self, *, reason: str) -> None:
        super().__init__(reason=reason)


class AgiUnsafe(AgiError, ValueError):
    """{where} was not sent: {reason}."""

    def __init__(self, *, where: str, reason: str) -> None:
        super().__init__(where=where, reason=reason)

"""What can go wrong between us and AMI, one exception for each thing a caller could do about it. Nothing else."""


class AmiError(Exception):
    """Asterisk's manager interface did not do what was asked."""

    def __init__(self, **facts: object) -> None:
        super().__init__((type(self).__doc__ or type(self).__name__).format(**facts))


class AmiUnreachable(AmiError):
    """No answer from Asterisk's manager at {address} to {action}: {reason}. Is it running, at ami.host and ami.port?"""

    def __init__(self, *, address: str, action: str, reason: str) -> None:
        super().__init__(address=address, action=action, reason=reason)
        self.reason = reason


class AmiRefused(AmiError):
    """Asterisk's manager refused {action}: {message}. {mend}"""

    def __init__(self, *, action: str, message: str, mend: str = "") -> None:
        super().__init__(action=action, message=message, mend=mend)
        self.action = action
        self.message = message

    def __str__(self) -> str:
        return super().__str__().rstrip()


class AmiGone(AmiError):
    """{action} came too late: the leg has ended."""

    def __init__(self, *, action: str) -> None:
        super().__init__(action=action)


class AmiUnsafe(AmiError, ValueError):
    """{action} was not sent: {where} {reason}."""

    def __init__(self, *, action: str, where: str, reason: str) -> None:
        super().__init__(action=action, where=where, reason=reason)

"""Who changes the dialplan, as the operating system knows them. Believes no name that is typed."""

import os
import pwd


def author() -> str:
    """The user's name; whoever became root by ``sudo`` is told with it."""
    name = _name(os.getuid())
    before = os.environ.get("SUDO_UID", "")
    if os.getuid() == 0 and before.isdecimal() and before != "0":
        return f"{_name(int(before))} (as {name})"
    return name


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"

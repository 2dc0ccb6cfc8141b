"""Addresses that a flow may ask: the host is written out, so that no caller's keys ever choose it. Opens none."""

import re

HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])"
_ADDRESS = re.compile(rf"(?P<scheme>[a-z]+)://{HOST}(?::(?P<port>[0-9]{{1,5}}))?(?P<rest>[/?].*)?")
_REST = re.compile(r"[!-~]*")


def checked_address(url: str, schemes: tuple[str, ...]) -> str:
    """The address, its variables only behind the host, or a ``ValueError``."""
    found = _ADDRESS.fullmatch(url)
    if found is None or found["scheme"] not in schemes:
        written = " or ".join(f"{scheme}://HOST/…" for scheme in schemes)
        raise ValueError(
            f"must be {written}; host and port are written out, and hold no {{variable}}, user or password"
        )
    if found["port"] is not None and not 1 <= int(found["port"]) <= 65_535:
        raise ValueError("a port is 1 to 65535")
    if _REST.fullmatch(found["rest"] or "") is None or "#" in (found["rest"] or ""):
        raise ValueError("an address holds no spaces, no # and only ASCII; write other characters as %XX")
    return url

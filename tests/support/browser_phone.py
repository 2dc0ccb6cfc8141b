"""A telephone in a browser: JsSIP in a page of ours, over a secure websocket. Says nothing of what should happen.

What it does is in softphone/softphone.js; this drives it.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from service.peers.g711 import RATE, Samples
from service.peers.sipp import WAIT_SECONDS
from tests.support.browser_tools import Browser, Page

_PAGE = Path(__file__).with_name("softphone") / "softphone.html"
_HEARD_SAMPLES = RATE // 2


class JssipMissing(Exception):
    """JsSIP is not in the cache folder: run tools/test_tools.sh"""


@dataclass(frozen=True, slots=True)
class Over:
    """How a call ended: by whom (``local``, ``remote``, ``system``), JsSIP's word for it, the Reason headers."""

    by: str
    cause: str
    reasons: tuple[str, ...]
    status: int | None


class BrowserPhone:
    """A telephone in a page of its own. Calls are counted in the order in which they came or were dialled."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._closed = False

    async def came(self, seconds: float = WAIT_SECONDS) -> "BrowserCall":
        """The next call that comes in, in the order of arrival; each is handed out once."""
        return BrowserCall(self, await self.run(f"softphone.came({seconds})"))

    async def dial(self, number: str) -> "BrowserCall":
        """Dials a number; returns long before an answer."""
        return BrowserCall(self, await self.run(f"softphone.dial({json.dumps(number)})"))

    async def listen(self) -> Samples:
        """The last half second that was heard, a moment from now."""
        told = await self.run("softphone.listen()")
        samples = np.array(told.split(), dtype=np.float32) / 32768
        return samples.astype(np.float32)[-_HEARD_SAMPLES:]

    async def run(self, script: str) -> Any:
        """What an expression gives in the page, where ``softphone`` is the telephone."""
        return await self._page.run(script)

    async def close(self) -> None:
        """The tab is closed, if it is open: its connection is gone, and nothing was unregistered."""
        if not self._closed:
            self._closed = True
            await self._page.close()


class BrowserCall:
    """A call at a telephone in a browser."""

    def __init__(self, phone: BrowserPhone, at: int) -> None:
        self._phone = phone
        self._at = at

    async def header(self, name: str) -> str:
        """A header of the INVITE, or the empty text."""
        return str(await self._phone.run(f"softphone.header({self._at}, {json.dumps(name)})"))

    async def answer(self) -> None:
        """Answers; returns when the other side knows."""
        await self._phone.run(f"softphone.answer({self._at})")
        await self.confirmed()

    async def confirmed(self, seconds: float = WAIT_SECONDS) -> None:
        """Returns when it is answered, by whichever side, and both know."""
        await self._phone.run(f"softphone.confirmed({self._at}, {seconds})")

    async def rings(self, seconds: float = WAIT_SECONDS) -> None:
        """Returns when the other side is said to ring."""
        await self._phone.run(f"softphone.rings({self._at}, {seconds})")

    async def hold(self) -> None:
        """Puts the other side on hold; returns when it has agreed."""
        await self._phone.run(f"softphone.hold({self._at}, true)")

    async def resume(self) -> None:
        """Ends the hold; returns when the other side has agreed."""
        await self._phone.run(f"softphone.hold({self._at}, false)")

    async def press(self, keys: str) -> None:
        """Presses keys (RFC 4733)."""
        await self._phone.run(f"softphone.press({self._at}, {json.dumps(keys)})")

    async def refer(self, number: str, seconds: float = WAIT_SECONDS) -> str:
        """Transfers the other side blindly; what was reported last: ``accepted``, or how it failed."""
        return str(await self._phone.run(f"softphone.refer({self._at}, {json.dumps(number)}, null, {seconds})"))

    async def refer_replacing(self, other: "BrowserCall", seconds: float = WAIT_SECONDS) -> str:
        """Connects the other side with that of another call (RFC 3891); what was reported last."""
        return str(await self._phone.run(f"softphone.refer({self._at}, null, {other._at}, {seconds})"))

    async def hang_up(self) -> None:
        """Sends BYE, or CANCEL before the answer."""
        await self._phone.run(f"softphone.hangUp({self._at})")

    async def decline(self, status: int = 486) -> None:
        """Refuses it."""
        await self._phone.run(f"softphone.decline({self._at}, {status})")

    async def over(self, seconds: float = WAIT_SECONDS) -> Over:
        """How it ended, once it has."""
        told = await self._phone.run(f"softphone.over({self._at}, {seconds})")
        return Over(told["by"], told["cause"], tuple(told["reasons"]), told["status"])

    async def counted(self) -> dict[str, Any]:
        """What the connection counts: packets ``sent`` and ``received``, the ``cipher`` of SRTP, the ``codec``."""
        told: dict[str, Any] = await self._phone.run(f"softphone.counted({self._at})")
        return told


async def browser_phone(
    browser: Browser,
    *,
    cache: Path,
    name: str,
    secret: str,
    address: tuple[str, int],
    tone_hz: float,
    heeds_call_info: bool = False,
) -> BrowserPhone:
    """Opens a page and registers there. ``cache``: the folder where JsSIP is; ``address``: of Asterisk's websocket.

    :raises JssipMissing: it is not there.
    :raises BrowserFailure: it could not register.
    """
    library = cache / "jssip" / "jssip.js"
    if not library.is_file():
        raise JssipMissing(JssipMissing.__doc__)
    host, port = address
    told = {
        "socket": f"wss://{host}:{port}/ws",
        "uri": f"sip:{name}@{host}",
        "password": secret,
        "hertz": tone_hz,
        "heedsCallInfo": heeds_call_info,
    }
    page = await browser.open(_PAGE.as_uri())
    await page.run(library.read_text(encoding="utf-8") + "; null")
    await page.run(f"globalThis.softphone = new Softphone({json.dumps(told)}); softphone.register({WAIT_SECONDS})")
    return BrowserPhone(page)

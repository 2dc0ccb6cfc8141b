"""An AGI script on a caller's leg: the leg leaves our application for the dialplan, which runs it and sends it back.

While it is away its end is no hang-up; that it hung up is told by its channel, which we watch.
"""

from collections.abc import Callable, Mapping

from asterisk.agi import scripts
from asterisk.agi.errors import AgiUnsafe
from asterisk.ari.errors import AriError, AriGone
from asterisk.ari.events import Event, StasisStart
from calls.surroundings import Surroundings
from ivr.errands import RunScript
from vocabulary.ids import LegId


class ScriptRun:
    """One script. ``tell`` is called once, when the leg is back."""

    def __init__(
        self,
        what: RunScript,
        caller: LegId,
        around: Surroundings,
        tell: Callable[[bool, Mapping[str, str], str], None],
    ) -> None:
        self._what = what
        self._caller = caller
        self._around = around
        self._tell = tell

    async def begin(self) -> None:
        """Send the leg away.

        :raises AriError: it could not be.
        """
        try:
            variables = scripts.script_variables(self._what.url, self._what.arguments, self._what.timeout_seconds)
        except AgiUnsafe as error:
            self._tell(False, {}, str(error))
            return
        await self._around.ari.subscribe([f"channel:{self._caller}"])
        await self._around.ari.set_variables(self._caller, variables)
        await self._around.ari.send_into_dialplan(self._caller, scripts.CONTEXT)

    async def take(self, event: Event) -> None:
        """The leg is back: what the script set is read from it."""
        if isinstance(event, StasisStart) and event.channel.id == self._caller:
            # Also where the script sent the leg elsewhere, and it came in like a new call.
            await self._read()

    async def give_up(self, *, caller_is_there: bool) -> None:
        """The script takes too long: fetch the leg back."""
        if caller_is_there:
            await self._around.fetch_back(self._caller)

    async def _read(self) -> None:
        try:
            status = await self._around.ari.variable(self._caller, "AGISTATUS")
            values = {name.lower(): await self._around.ari.variable(self._caller, name) for name in self._what.results}
        except AriGone:
            return
        except AriError as error:
            self._tell(False, {}, str(error))
            return
        done = status == "SUCCESS"
        self._tell(done, values, "" if done else status.lower() or "no answer")

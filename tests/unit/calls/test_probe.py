"""What is known of a phone after it was asked."""

from dataclasses import dataclass, field

from asterisk.ami.errors import AmiUnreachable
from asterisk.ari.errors import AriUnreachable
from calls.probe import ANSWER_SECONDS, Prober
from vocabulary.ids import DeviceName

ALICES = DeviceName("alice")


@dataclass
class World:
    """Asterisk on both its interfaces, and what was asked of it in which order."""

    online: bool = True
    ami_is_away: bool = False
    ari_is_away: bool = False
    asked: list[object] = field(default_factory=list)

    async def qualify(self, endpoint: str) -> None:
        self.asked.append(("OPTIONS", endpoint))
        if self.ami_is_away:
            raise AmiUnreachable(address="nowhere", action="PJSIPQualify", reason="nothing")

    async def is_online(self, endpoint: str) -> bool:
        self.asked.append(("state", endpoint))
        if self.ari_is_away:
            raise AriUnreachable(base_url="http://nowhere", asked="GET", reason="nothing")
        return self.online

    async def sleep(self, seconds: float) -> None:
        self.asked.append(seconds)


async def ask(world: World) -> bool | None:
    return await Prober(world, world, world.sleep).ask(ALICES)


async def test_the_state_is_read_when_the_answer_must_have_come() -> None:
    world = World()
    assert await ask(world) is True
    assert world.asked == [("OPTIONS", "alice"), ANSWER_SECONDS, ("state", "alice")]


async def test_a_phone_that_did_not_answer_is_not_there() -> None:
    assert await ask(World(online=False)) is False


async def test_nothing_is_known_of_a_phone_that_could_not_be_asked() -> None:
    assert await ask(World(ami_is_away=True)) is None


async def test_nothing_is_known_of_a_phone_whose_answer_could_not_be_read() -> None:
    assert await ask(World(ari_is_away=True)) is None

"""The holes of the library below stay closed. On a fake AMI that provokes them."""

import asyncio

import pytest
from pydantic import SecretStr

from asterisk.ami.errors import AmiUnreachable, AmiUnsafe
from asterisk.ami.settings import AmiSettings
from tests.adapter.ami.conftest import FakeAmi, managing

pytestmark = pytest.mark.adapter


def quick(fake: FakeAmi, **changes: float) -> AmiSettings:
    return AmiSettings(port=fake.port, secret=SecretStr("geheim"), first_retry_seconds=0.01).model_copy(update=changes)


async def test_nothing_is_sent_again_after_a_reconnect(fake: FakeAmi) -> None:
    fake.answers["Originate"] = None
    async with managing(quick(fake)) as (manager, told):
        await told.up()
        action = asyncio.create_task(manager.action("Originate", Channel="PJSIP/alice"))
        while await fake.arrived.get() != "Originate":
            pass
        fake.cut()
        with pytest.raises(AmiUnreachable):
            # Well below the action's own time limit: the loss itself must end the wait.
            await asyncio.wait_for(action, 1)
        await told.lost()
        await told.up()
        await manager.action("Ping")

    assert fake.actions() == ["Login", "Originate", "Login", "Ping"]


async def test_letters_and_lines_split_over_packets_stay_whole(fake: FakeAmi) -> None:
    fake.answers["Getvar"] = "Response: Success\r\nActionID: %s\r\nValue: Müller 😀\r\n\r\n".encode()
    async with managing(quick(fake)) as (manager, told):
        await told.up()
        assert (await manager.action("Getvar", Variable="X"))["Value"] == "Müller 😀"


async def test_bytes_that_are_no_letters_are_kept_visibly(fake: FakeAmi) -> None:
    fake.answers["Getvar"] = b"Response: Success\r\nActionID: %s\r\nValue: a\xffb\r\n\r\n"
    async with managing(quick(fake)) as (manager, told):
        await told.up()
        assert (await manager.action("Getvar"))["Value"] == "a\\xffb"


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("Ping", {"X": "a\r\nAction: Originate"}),
        ("Ping", {"X": "a\nb"}),
        ("Ping", {"X": "a\rb"}),
        ("Ping", {"X": "a\x00b"}),
        ("Ping", {"X": "\ud800"}),
        ("Ping", {"X": "y" * 1001}),
        ("Ping", {"X: y\r\nZ": "a"}),
        ("Ping", {"X:": "a"}),
        ("Ping\r\nAction: Originate", {}),
    ],
)
async def test_what_could_be_read_as_more_than_itself_is_not_sent(
    fake: FakeAmi, name: str, fields: dict[str, str]
) -> None:
    async with managing(quick(fake)) as (manager, told):
        await told.up()
        with pytest.raises(AmiUnsafe):
            await manager.action(name, **fields)
        await manager.action("Ping")

    assert fake.actions() == ["Login", "Ping"]


async def test_an_action_without_an_answer_ends_at_its_time_limit(fake: FakeAmi) -> None:
    fake.answers["Reload"] = None
    async with managing(quick(fake, action_timeout_seconds=0.1)) as (manager, told):
        await told.up()
        with pytest.raises(AmiUnreachable, match=r"ami\.action_timeout_seconds"):
            await manager.action("Reload")
        await manager.action("Ping")


async def test_an_answer_that_comes_too_late_is_taken_for_no_other(fake: FakeAmi) -> None:
    fake.answers["Reload"] = None
    async with managing(quick(fake, action_timeout_seconds=0.1)) as (manager, told):
        await told.up()
        with pytest.raises(AmiUnreachable):
            await manager.action("Reload")
        late = fake.read[-1]["ActionID"]
        fake.writers[-1].write(f"Response: Success\r\nActionID: {late}\r\nWhose: late\r\n\r\n".encode())
        assert "Whose" not in await manager.action("Ping")


async def test_an_action_before_there_is_a_link_raises_at_once(fake: FakeAmi) -> None:
    fake.answers["Login"] = None
    async with managing(quick(fake)) as (manager, _):
        with pytest.raises(AmiUnreachable, match="not connected"):
            await manager.action("Ping")


async def test_the_secret_is_in_no_log(fake: FakeAmi, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    async with managing(quick(fake)) as (_, told):
        await told.up()
        fake.cut()
        await told.lost()
        await told.up()

    assert "geheim" not in caplog.text

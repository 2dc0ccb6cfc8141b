"""What callers are owed, and whether it was given: the contacts and the files of promises. Promises nothing itself."""

import asyncio
from collections.abc import Callable

from cdr.events import ContactBegan
from cdr.record import ContactRecord
from tests.support.scenario_errands import ErrandsDesk
from vocabulary.ids import ContactId


async def owed_contact(desk: ErrandsDesk, earlier: ContactId, *, nth: int = 1) -> ContactId:
    """The contact that owes the caller of that one something."""

    def began() -> ContactId | None:
        found = [
            told.fact.contact
            for told in desk.watch.told
            if isinstance(told.fact, ContactBegan) and told.fact.earlier == earlier
        ]
        return found[nth - 1] if len(found) >= nth else None

    return await desk.watch.until(began, f"the {nth}. contact that is owed to {earlier}")


async def nothing_owed(desk: ErrandsDesk) -> None:
    """Returns when no promise is written down any more. Raises TimeoutError if one stays."""

    async def none() -> bool | None:
        return not await asyncio.to_thread(lambda: list(desk.settings.owed.glob("*.json"))) or None

    await desk.watch.until_seen(none, "the last promise struck off", 3)


async def record_with(desk: ErrandsDesk, contact: ContactId, holds: Callable[[ContactRecord], bool]) -> ContactRecord:
    """The contact's record once it holds this: what is found out after the caller hung up is added to it."""

    async def found() -> ContactRecord | None:
        record = await desk.service.contacts.get(contact)
        return record if record is not None and holds(record) else None

    return await desk.watch.until_seen(found, f"the record of {contact} as expected", 8)

"""The parts that serve agents' and supervisors' phones, made and tied together. Holds no rule of its own."""

from collections.abc import Callable
from dataclasses import dataclass

from acd.commands import Device
from asterisk.ami.manager import Manager
from asterisk.ari.client import AriClient
from calls.audio_watch import AudioWatch, WatchHands
from calls.desk import Desk
from calls.door import Door
from calls.lamps import Lamps
from calls.ledger import Ledger
from calls.listenings import Listenings
from calls.operator import Operator
from calls.phone_desk import PhoneDesk
from calls.phone_round import PhoneRound
from calls.phones import Phones
from calls.pins import Pins
from calls.probe import Prober
from calls.registrations import Registrations
from calls.surroundings import Surroundings
from calls.switchboard import Switchboard
from vocabulary.ids import DeviceName
from vocabulary.instant import Instant


@dataclass(frozen=True, slots=True)
class Floor:
    """What agents and supervisors work with.

    ``lamps``, ``watch``, ``phone_round`` and ``registrations`` are kept going by the service.
    """

    phones: Phones
    phone_desk: PhoneDesk
    door: Door
    listenings: Listenings
    lamps: Lamps
    watch: AudioWatch
    phone_round: PhoneRound
    registrations: Registrations

    def begin_anew(self) -> None:
        """Asterisk is connected, and may have been restarted."""
        self.lamps.begin_anew()
        self.watch.begin_anew()


def floor(
    switchboard: Switchboard,
    around: Surroundings,
    manager: Manager,
    new_id: Callable[[str], str],
    clock: Callable[[], Instant],
) -> Floor:
    """The floor of one Asterisk; the switchboard is opened with it."""
    phones = around.phones
    listenings = Listenings(switchboard, around, new_id, lambda: switchboard.document, phones.device_of)
    pins = Pins(lambda: switchboard.document)
    operator = Operator(
        lambda: switchboard.document, switchboard.around_new_calls, phones, switchboard, pins, listenings
    )
    phone_desk = PhoneDesk(operator, switchboard.around_new_calls, switchboard.begin_in_queue, new_id)
    door = Door(lambda: switchboard.document, around.desk, switchboard, listenings, operator, phones)
    operator.work_with(door, phone_desk)
    listenings.ring_with(phone_desk.ring)
    switchboard.open(around, phone_desk)
    watch = _audio_watch(switchboard, around.ari, around.desk, manager, phones, clock)
    lamps = _lamps(around.ari, around.desk, around.ledger)
    phone_round = PhoneRound(phones, switchboard.look_at_devices)
    registrations = Registrations(phones, manager, switchboard.tell_desk, switchboard.look_at_devices)
    switchboard.overheard_by(registrations.hear)
    return Floor(phones, phone_desk, door, listenings, lamps, watch, phone_round, registrations)


def _audio_watch(
    switchboard: Switchboard,
    ari: AriClient,
    desk: Desk,
    manager: Manager,
    phones: Phones,
    clock: Callable[[], Instant],
) -> AudioWatch:
    def report(device: DeviceName, what: Device) -> None:
        switchboard.tell_desk(phones.report(device, what))

    hands = WatchHands(Prober(manager, ari).ask, desk.submit, report, switchboard.lose)
    watch = AudioWatch(ari, phones, hands, clock)
    switchboard.scenes.watch_all(lambda scene: watch.see(scene.contact, scene))
    switchboard.overheard_by(watch.hear)
    return watch


def _lamps(ari: AriClient, desk: Desk, ledger: Ledger) -> Lamps:
    lamps = Lamps(ari.put_device_state, lambda: desk.state)
    ledger.watch(lamps.watcher)
    return lamps

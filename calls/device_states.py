"""What a phone can do, by Asterisk's word for the state of its device. Pure."""

from acd.commands import Device

_DEVICE_OF_STATE = {
    "NOT_INUSE": Device.FREE,
    "UNAVAILABLE": Device.UNREACHABLE,
    "INVALID": Device.UNREACHABLE,
    "UNKNOWN": Device.UNREACHABLE,
}
"""Asterisk's device states; every other one is a phone in use."""


def device_in(state: str) -> Device:
    """What a phone in this state can do."""
    return _DEVICE_OF_STATE.get(state, Device.IN_USE)

"""Typed ids. All are chosen by us before a request is sent, so a late reply is always recognised; none is made here."""

from typing import NewType

ContactId = NewType("ContactId", str)
"""Everything one caller goes through in one call."""
EntryId = NewType("EntryId", str)
"""One caller's stay in one queue."""
OfferId = NewType("OfferId", str)
"""This caller to this agent, once."""
LegId = NewType("LegId", str)
"""One party's channel: Asterisk's channel id."""
BridgeId = NewType("BridgeId", str)
PlaybackId = NewType("PlaybackId", str)
RecordingId = NewType("RecordingId", str)

AgentName = NewType("AgentName", str)
QueueName = NewType("QueueName", str)
SkillName = NewType("SkillName", str)
FlowName = NewType("FlowName", str)
MediaUri = NewType("MediaUri", str)
"""What Asterisk is asked to play, for example ``sound:digits/1``."""

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
"""What is played. In a flow: ``prompt:NAME`` of the document, ``sound:NAME`` of Asterisk's own, ``text:WORDS`` to be
spoken. To Asterisk: ``sound:…`` alone. Between the two: ``speech:LANGUAGE:WORDS``, to be made into a file first."""
Language = NewType("Language", str)
"""Two or three small letters (ISO 639), as the sound sets' folders are called: ``en``, ``ru``."""
HoursName = NewType("HoursName", str)
ListName = NewType("ListName", str)
ErrandId = NewType("ErrandId", str)
"""Something done for a flow outside it, once: a look-up, a recording, a transfer."""
TaskId = NewType("TaskId", str)
"""What keeps an agent elsewhere, once: a call of their own, being consulted, listening to others."""
DeviceName = NewType("DeviceName", str)
"""A phone: the name of its endpoint with Asterisk."""
ListeningId = NewType("ListeningId", str)
"""One supervisor listening to one contact, from beginning to end, whatever the modes."""

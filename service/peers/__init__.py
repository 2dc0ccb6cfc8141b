"""Telephone peers: real SIPp processes as callers and agents' phones, with Python as their hands, mouth and ears.

For the demo, the scenario tests and the bench. Refuses to know of queues or contacts: it only speaks SIP and RTP.
"""

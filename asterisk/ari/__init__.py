"""Asterisk's REST interface: requests over a keep-alive pool, one websocket for events. Decides nothing about calls."""

"""Asterisk's manager interface, for the three things ARI cannot do: MixMonitor, PJSIP contacts, reload. No events."""

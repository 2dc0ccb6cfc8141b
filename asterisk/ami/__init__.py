"""Asterisk's manager interface, for what ARI cannot do: MixMonitor, asking phones whether they are there, reload."""

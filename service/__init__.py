"""Composition root and command line: settings, clock, wiring, logs, shutdown, the demo."""

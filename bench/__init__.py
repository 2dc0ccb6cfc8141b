"""Benchmarks: figures measured on this machine, as ratios where a peer exists."""

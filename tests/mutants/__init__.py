"""Faults planted in the distributor on purpose, one after the other: the tests have to notice each. Never in place."""

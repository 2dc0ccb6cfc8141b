"""Who gets which caller, and why. Pure: a command and an instant in, a decision out; never waits, reads no clock."""

"""The distributor in virtual time, and what queueing theory says of it. Speaks to no network and reads no clock."""

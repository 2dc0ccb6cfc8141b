"""What the caller hears and presses. Pure; does not know that there is a distributor."""

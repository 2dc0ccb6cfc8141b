"""What is written down: the contact record as a fold over events. Pure."""

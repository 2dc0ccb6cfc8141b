"""Examples with one fault put in, or one change that is none; and whether the checks tell the two apart."""

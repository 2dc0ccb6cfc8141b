"""What may be recorded, how it is named, joined, checked and found. Only its library touches files."""

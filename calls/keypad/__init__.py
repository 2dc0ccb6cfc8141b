"""What is done by feature codes from a phone: a pure dialogue in few words, and the hands that carry it out."""

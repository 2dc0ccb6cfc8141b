"""The hands: carries out effects, turns what Asterisk says into commands, reconciles after a gap."""

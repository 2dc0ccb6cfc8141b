"""Speaking to Asterisk: its REST interface and events, its manager interface, and the configuration files it reads."""

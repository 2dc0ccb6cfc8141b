"""AGI: what Asterisk's dialplan asks us before a call is ours, and how scripts of others are called. Ends no call."""

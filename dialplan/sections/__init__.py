"""The sections of a document, beside queues, agents, hours and flows: the shape of each. Resolves no name."""

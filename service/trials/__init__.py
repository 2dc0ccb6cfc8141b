"""The tests of a document, run: in virtual time, and against a real Asterisk. One judge for both."""

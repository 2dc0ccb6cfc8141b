"""The words every room uses: typed ids, instants, parties, causes, requirements. Imports no other room, does no I/O."""

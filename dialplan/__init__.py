"""What admins write: the YAML document, its schema, loader and checks (file:line:column), and the examples."""

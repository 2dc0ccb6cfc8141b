"""How people and programs ask things of the running service: routes over its local socket."""

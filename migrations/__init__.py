"""The steps from each database schema to the next. Run by ``storage.schema``; imported by no room."""

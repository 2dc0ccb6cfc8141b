"""Every table of the database, whichever module says how it looks: for whoever compares them with a database."""

from typing import Final

from sqlalchemy import MetaData

from storage import tables, tables_recordings, tables_reviews

MODULES: Final = (tables, tables_recordings, tables_reviews)
"""A table is known once its module is imported: a new module of tables belongs in here."""

metadata: Final[MetaData] = tables.metadata

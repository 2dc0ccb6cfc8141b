"""Speaking to PostgreSQL: tables, engine, repositories, and the embedded server for trials and tests."""

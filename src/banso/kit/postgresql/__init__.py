"""Django's PostgreSQL backend with a second wall between workspaces behind it: row-level security."""

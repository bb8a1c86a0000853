"""The pages of accounts, contacts, segments and their settings."""

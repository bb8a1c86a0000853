"""The `banso` command: one module of this package a subcommand."""

from banso.project.cli.main import main

__all__ = ["main"]

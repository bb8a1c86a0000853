"""`{% load banso_ui %}`: every part that pages are made of."""

from banso.kit.ui import blocks, fields, figures, lists, pictures, shell
from banso.kit.ui.library import register

__all__ = ["blocks", "fields", "figures", "lists", "pictures", "register", "shell"]

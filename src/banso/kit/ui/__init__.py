"""What pages are made of: template tags, the pieces views hand to them, and toasts.

`docs/ui.md` shows how to make a page; `/_styleguide` (with DEBUG) shows every part.
"""

"""Notices, the list of tasks, a task, and the calendar."""

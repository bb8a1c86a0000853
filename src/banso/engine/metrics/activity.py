"""Which events make a person active: all but those that the workspace's newest decision leaves out.

The engine knows no area. The area that owns the decision says once, when it is loaded, which fact holds it.
`active_daily` is `usage_daily` without those events and without what nobody did, as decided by the moment of
the question: every number and every list of people reads it, so none of them can count another way.
"""

from dataclasses import dataclass

from banso.engine.journal.fact import Fact


@dataclass(slots=True)
class Activity:
    """The fact of the decision, and its field that lists the events left out."""

    fact: type[Fact] | None = None
    ignored: str = ""

    def leave_out(self, fact: type[Fact], ignored: str) -> None:
        """Say which fact lists the events that make nobody active, and in which field."""
        self.fact, self.ignored = fact, ignored


activity = Activity()

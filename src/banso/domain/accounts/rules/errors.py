"""What can go wrong in this area beyond the common tree."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from banso.kit.errors import Stale


class ChangedMeanwhile(Stale):
    """Somebody changed the thing since it was read.

    Attributes:
        current: the fields as they are now, those that were asked to change.
        asked: what was asked.
        version: the version as it is now.
    """

    def __init__(self, current: Mapping[str, object], asked: Mapping[str, object], version: int) -> None:
        super().__init__(_("somebody else has changed this in the meantime"))
        self.current = dict(current)
        self.asked = dict(asked)
        self.version = version

"""Is the column store the one that was loaded?

A store whose files were deleted comes back empty, and an empty store answers 0 to every question as calmly as
a full one. Each store has a number of its own; the offset named "store" keeps the number of the one that
holds everything (`seq`), and of a new one while it is loaded (`upto`). Until then nothing is answered.
"""

from collections.abc import Sequence

import structlog
from django.utils.translation import gettext as _

from banso.engine.journal.column import store
from banso.engine.journal.loader.source import Source
from banso.engine.journal.models import LoaderOffset
from banso.kit.errors import TooBusy

log = structlog.get_logger(__name__)

_NAME = "store"
# The offset whose `upto` is set while a person is erased: see erasing.run.
ERASING = "erasing"
_LOST = -1


def demand_whole() -> tuple[tuple[str, int], ...]:
    """Let only those pass who may believe what the column store says.

    Returns:
        How far it has come in each source; what is known moves with these alone.

    Raises:
        TooBusy: it was lost and is being loaded again, or a person is being erased from it.
        ColumnError: it cannot be reached.
    """
    # Every page asks: one statement for all of it.
    told = {each.name: each for each in LoaderOffset.objects.order_by("name")}
    if ERASING in told and told[ERASING].upto is not None:
        raise TooBusy(_("personal data is being erased; the numbers are back in a moment"), retry_after=5)
    if not _is_known(told.get(_NAME)):
        raise TooBusy(_("the column store was lost and is being loaded again"), retry_after=10)
    return tuple((each.name, each.seq) for each in told.values())


def is_being_erased() -> bool:
    """Whether somebody is between the first and the last step of an erasure, or has died there."""
    return LoaderOffset.objects.filter(name=ERASING, upto__isnull=False).exists()


def is_whole() -> bool:
    """Whether the column store holds what was loaded.

    Raises:
        ColumnError: it cannot be reached.
    """
    return _is_known(LoaderOffset.objects.filter(name=_NAME).first())


def _is_known(offset: LoaderOffset | None) -> bool:
    return offset is None or (offset.upto is None and offset.seq == store().life())


def begin_anew_if_lost(sources: Sequence[Source]) -> None:
    """Before a load: when the store is not the one that was loaded, everything is loaded again.

    Raises:
        ColumnError: the store cannot be reached.
    """
    life = store().life()
    known, _made = LoaderOffset.objects.get_or_create(name=_NAME, defaults={"seq": life})
    if known.upto == life or (known.upto is None and known.seq == life):
        return
    log.error("column store lost", consequence="everything is loaded again from the logs")
    # Whoever dies in between leaves it as lost, and the next load begins once more.
    LoaderOffset.objects.filter(name=_NAME).update(upto=_LOST)
    for source in reversed(sources):
        # What a cut log no longer holds was in the lost store alone.
        source.rebuild(partly=True)
    LoaderOffset.objects.filter(name=_NAME).update(upto=life)


def begin_with(life: int) -> None:
    """The store of this number is the one to load, whichever was loaded before."""
    LoaderOffset.objects.update_or_create(name=_NAME, defaults={"seq": _LOST, "upto": life})


def begin_anew() -> None:
    """No store is believed, whoever dies now: the next load finds it lost, unless `begin_with` names one."""
    begin_with(_LOST)


def all_is_loaded() -> None:
    """After a load that left nothing: the new store may be believed."""
    LoaderOffset.objects.filter(name=_NAME, upto=store().life()).update(seq=store().life(), upto=None)

"""Every write of personal data's affairs."""

from banso.domain.privacy.actions.asking import (
    ask_for_erasure,
    ask_for_export,
    go_on_with_stopped,
    try_again,
    welcome_again,
)
from banso.domain.privacy.actions.files import file_of, forget_old_exports
from banso.domain.privacy.actions.handing_out import hand_out
from banso.domain.privacy.actions.keeping import keep_for, remove_what_is_old
from banso.domain.privacy.actions.restored import (
    erasures_file,
    erasures_kept,
    keep_erasures,
    read_erasures,
    write_erasures,
    write_what_is_lacking,
)
from banso.domain.privacy.actions.working import carry_out, erase_restored

__all__ = [
    "ask_for_erasure",
    "ask_for_export",
    "carry_out",
    "erase_restored",
    "erasures_file",
    "erasures_kept",
    "file_of",
    "forget_old_exports",
    "go_on_with_stopped",
    "hand_out",
    "keep_erasures",
    "keep_for",
    "read_erasures",
    "remove_what_is_old",
    "try_again",
    "welcome_again",
    "write_erasures",
    "write_what_is_lacking",
]

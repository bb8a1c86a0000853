"""Every read of personal data's affairs."""

from banso.domain.privacy.definitions import (
    Finding,
    Holding,
    Kept,
    finders,
    holdings,
    kept_classes,
    register_finder,
    register_holding,
    register_kept,
)
from banso.domain.privacy.queries.cases import case_by_id, cases, receipt_of, unfinished_cases
from banso.domain.privacy.queries.people import find, subject_of
from banso.domain.privacy.queries.suppression import demand_welcome, suppression, suppression_of
from banso.domain.privacy.queries.tables import holds_texts, personal_rows
from banso.domain.privacy.rules import Subject

__all__ = [
    "Finding",
    "Holding",
    "Kept",
    "Subject",
    "case_by_id",
    "cases",
    "demand_welcome",
    "find",
    "finders",
    "holdings",
    "holds_texts",
    "kept_classes",
    "personal_rows",
    "receipt_of",
    "register_finder",
    "register_holding",
    "register_kept",
    "subject_of",
    "suppression",
    "suppression_of",
    "unfinished_cases",
]

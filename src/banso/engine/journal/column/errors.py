"""What can go wrong with the column store, as one tree.

ColumnError (a BansoError)
├── Refused        the door does not let this pass: another table, a file, a setting, a wrong secret
├── BadQuestion    the engine cannot make sense of the text or its parameters
├── TooExpensive   a limit was reached: time, memory, rows; ask for less, or raise the limits
├── NotWritten     an insert was rejected; nothing of it was kept
└── Unavailable    no engine answers; try again
"""

from banso.kit.errors import BansoError


class ColumnError(BansoError):
    """Root of the column store's errors.

    Attributes:
        code: ClickHouse's number of the error, or 0 where it never reached an engine.
    """

    def __init__(self, message: str, *, code: int = 0) -> None:
        super().__init__(message)
        self.code = code


class Refused(ColumnError):  # noqa: N818 - reads as a sentence where it is raised
    """The door does not let this pass."""


class BadQuestion(ColumnError):  # noqa: N818
    """The engine cannot make sense of the text or its parameters."""


class TooExpensive(ColumnError):  # noqa: N818
    """A limit of time, memory or rows was reached."""


class NotWritten(ColumnError):  # noqa: N818
    """An insert was rejected; nothing of it was kept."""


class Unavailable(ColumnError):  # noqa: N818
    """No engine answers."""


# Numbers of ClickHouse's src/Common/ErrorCodes.cpp.
ACCESS_DENIED = 497
AUTHENTICATION_FAILED = 516
TOO_MANY_SIMULTANEOUS_QUERIES = 202
BAD_ARGUMENTS = 36
SETTING_CONSTRAINT_VIOLATION = 452

_REFUSED = {
    164: "READONLY",
    291: "DATABASE_ACCESS_DENIED",
    452: "SETTING_CONSTRAINT_VIOLATION",
    497: "ACCESS_DENIED",
    516: "AUTHENTICATION_FAILED",
}
_EXPENSIVE = {
    158: "TOO_MANY_ROWS",
    159: "TIMEOUT_EXCEEDED",
    160: "TOO_SLOW",
    167: "TOO_DEEP_AST",
    168: "TOO_BIG_AST",
    191: "SET_SIZE_LIMIT_EXCEEDED",
    241: "MEMORY_LIMIT_EXCEEDED",
    306: "TOO_DEEP_RECURSION",
    307: "TOO_MANY_BYTES",
    396: "TOO_MANY_ROWS_OR_BYTES",
}
_UNAVAILABLE = {202: "TOO_MANY_SIMULTANEOUS_QUERIES", 209: "SOCKET_TIMEOUT", 210: "NETWORK_ERROR"}


def of_code(code: int, message: str) -> ColumnError:
    """The error of the tree that stands for ClickHouse's number `code`."""
    if code in _REFUSED:
        return Refused(message, code=code)
    if code in _EXPENSIVE:
        return TooExpensive(message, code=code)
    if code in _UNAVAILABLE:
        return Unavailable(message, code=code)
    return BadQuestion(message, code=code)

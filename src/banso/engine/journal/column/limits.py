"""How much one question may cost."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one question.

    Attributes:
        seconds: how long it may run.
        memory: bytes it may hold.
        rows: rows it may answer with.
        rows_read: rows it may read.
    """

    seconds: float = 30.0
    memory: int = 2_000_000_000
    rows: int = 1_000_000
    rows_read: int = 2_000_000_000

    def settings(self) -> dict[str, str]:
        """As the engine's settings."""
        return {
            "max_execution_time": f"{self.seconds:g}",
            "max_memory_usage": str(self.memory),
            "max_result_rows": str(self.rows),
            "max_rows_to_read": str(self.rows_read),
            "max_result_bytes": str(self.memory),
        }

    def clamped(self, ceiling: "Limits") -> "Limits":
        """These limits, none above the ceiling; what is not positive is the ceiling itself."""
        return Limits(
            seconds=_lower(self.seconds, ceiling.seconds),
            memory=int(_lower(self.memory, ceiling.memory)),
            rows=int(_lower(self.rows, ceiling.rows)),
            rows_read=int(_lower(self.rows_read, ceiling.rows_read)),
        )

    @classmethod
    def of_settings(cls, settings: dict[str, str]) -> Self:
        """Read limits out of the engine's settings; absent ones take their default.

        Raises:
            ValueError: a value is no number.
        """
        usual = cls()
        return cls(
            seconds=float(settings.get("max_execution_time", usual.seconds)),
            memory=int(settings.get("max_memory_usage", usual.memory)),
            rows=int(settings.get("max_result_rows", usual.rows)),
            rows_read=int(settings.get("max_rows_to_read", usual.rows_read)),
        )


CEILING = Limits(seconds=300.0, memory=8_000_000_000, rows=10_000_000, rows_read=20_000_000_000)
SETTINGS = frozenset(Limits().settings())


def _lower(value: float, ceiling: float) -> float:
    return min(value, ceiling) if value > 0 else ceiling

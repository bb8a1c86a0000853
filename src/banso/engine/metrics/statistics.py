"""How sure a number is: intervals from the moments of its rows. Pure."""

from dataclasses import dataclass
from math import sqrt

# 97.5 % point of the standard normal distribution: two-sided 95 %.
Z95 = 1.959963984540054
FEW = 10


@dataclass(frozen=True, slots=True)
class Moments:
    """Sums over the rows: n, x = numerator, y = denominator."""

    n: int
    x: float
    y: float
    xx: float
    yy: float
    xy: float


@dataclass(frozen=True, slots=True)
class Interval:
    """A two-sided 95 % confidence interval."""

    low: float
    high: float
    method: str


def wilson(successes: float, trials: float) -> Interval | None:
    """The score interval of a share; None without trials.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22 (1927).
    """
    if trials <= 0:
        return None
    share = min(max(successes / trials, 0.0), 1.0)
    spread = Z95**2 / trials
    centre = (share + spread / 2) / (1 + spread)
    half = Z95 * sqrt(share * (1 - share) / trials + spread / (4 * trials)) / (1 + spread)
    return Interval(max(0.0, centre - half), min(1.0, centre + half), "wilson")


def ratio(moments: Moments) -> Interval | None:
    """The interval of a ratio of sums over units drawn alike; None under two units or without denominator.

    Source: W. G. Cochran, "Sampling Techniques", 3rd edition (1977), section 6.3: the variance of the
    linearised residuals numerator - ratio x denominator.
    """
    if moments.n < 2 or moments.y <= 0:  # noqa: PLR2004
        return None
    value = moments.x / moments.y
    residual = moments.xx - 2 * value * moments.xy + value * value * moments.yy
    error = sqrt(max(residual, 0.0) * moments.n / (moments.n - 1)) / moments.y
    low = value - Z95 * error
    # Sums of amounts that cannot be negative have no negative ratio.
    return Interval(max(low, 0.0) if value >= 0 else low, value + Z95 * error, "linearised")


def mean(moments: Moments) -> Interval | None:
    """The normal interval of a mean; None under two rows."""
    if moments.n < 2:  # noqa: PLR2004
        return None
    value = moments.x / moments.n
    variance = max(moments.xx - moments.n * value * value, 0.0) / (moments.n - 1)
    error = sqrt(variance / moments.n)
    return Interval(value - Z95 * error, value + Z95 * error, "normal")

"""What may be asked: fields with their kinds, and the operators of each kind with their words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from banso.kit.words import Text

# names: a set of words, such as tags. change: a movement in percent.
Kind = Literal["text", "choice", "number", "date", "flag", "names", "change"]
Takes = Literal["nothing", "one", "many", "two"]


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a condition may ask about.

    Attributes:
        name: how the tree calls it.
        words: how people call it.
        kind: decides its operators.
        choices: for a choice, each value with its words.
        unit: written behind a number.
        group: under which heading a builder lists it.
    """

    name: str
    words: Text | str
    kind: Kind
    choices: Sequence[tuple[str, str]] = ()
    unit: str = ""
    group: str = ""
    suggestions: Callable[[], Sequence[str]] | None = None


@dataclass(frozen=True, slots=True)
class Operator:
    """A way to hold a field against a value.

    Attributes:
        sentence: "{field} is {value}"; {low} and {high} where it takes two.
        label: its words in a menu.
        takes: how many values.
        value: what a value must be: as the field's kind, or a whole number of days.
    """

    sentence: Text
    label: Text
    takes: Takes = "one"
    value: Literal["kind", "days", "percent"] = "kind"


_EMPTY = Operator(
    Text(en="{field} is empty", ja="{field}が空である"), Text(en="is empty", ja="が空である"), "nothing"
)
_FILLED = Operator(
    Text(en="{field} is filled in", ja="{field}が入っている"),
    Text(en="is filled in", ja="が入っている"),
    "nothing",
)
_IS = Operator(Text(en="{field} is {value}", ja="{field}が{value}である"), Text(en="is", ja="が次と同じ"))
_IS_NOT = Operator(
    Text(en="{field} is not {value}", ja="{field}が{value}でない"), Text(en="is not", ja="が次と異なる")
)
_IN = Operator(
    Text(en="{field} is one of {value}", ja="{field}が{value}のどれかである"),
    Text(en="is one of", ja="が次のどれか"),
    "many",
)
_NOT_IN = Operator(
    Text(en="{field} is none of {value}", ja="{field}が{value}のどれでもない"),
    Text(en="is none of", ja="が次のどれでもない"),
    "many",
)
_BETWEEN = Operator(
    Text(en="{field} is from {low} to {high}", ja="{field}が{low}から{high}までである"),
    Text(en="is from … to …", ja="が次の範囲"),
    "two",
)

OPERATORS: dict[Kind, dict[str, Operator]] = {
    "text": {
        "is": _IS,
        "is_not": _IS_NOT,
        "in": _IN,
        "not_in": _NOT_IN,
        "contains": Operator(
            Text(en="{field} contains {value}", ja="{field}に{value}を含む"),
            Text(en="contains", ja="に次を含む"),
        ),
        "not_contains": Operator(
            Text(en="{field} does not contain {value}", ja="{field}に{value}を含まない"),
            Text(en="does not contain", ja="に次を含まない"),
        ),
        "starts": Operator(
            Text(en="{field} starts with {value}", ja="{field}が{value}で始まる"),
            Text(en="starts with", ja="が次で始まる"),
        ),
        "empty": _EMPTY,
        "filled": _FILLED,
    },
    "choice": {
        "is": _IS,
        "is_not": _IS_NOT,
        "in": _IN,
        "not_in": _NOT_IN,
        "empty": _EMPTY,
        "filled": _FILLED,
    },
    "number": {
        "at_least": Operator(
            Text(en="{field} is at least {value}", ja="{field}が{value}以上である"),
            Text(en="is at least", ja="が次以上"),
        ),
        "at_most": Operator(
            Text(en="{field} is at most {value}", ja="{field}が{value}以下である"),
            Text(en="is at most", ja="が次以下"),
        ),
        "above": Operator(
            Text(en="{field} is above {value}", ja="{field}が{value}を超える"),
            Text(en="is above", ja="が次を超える"),
        ),
        "below": Operator(
            Text(en="{field} is below {value}", ja="{field}が{value}未満である"),
            Text(en="is below", ja="が次未満"),
        ),
        "is": _IS,
        "is_not": _IS_NOT,
        "between": _BETWEEN,
        "empty": Operator(
            Text(en="{field} is not known", ja="{field}が不明である"),
            Text(en="is not known", ja="が不明"),
            "nothing",
        ),
        "filled": Operator(
            Text(en="{field} is known", ja="{field}が分かっている"),
            Text(en="is known", ja="が分かっている"),
            "nothing",
        ),
    },
    "date": {
        "on": Operator(
            Text(en="{field} is on {value}", ja="{field}が{value}である"), Text(en="is on", ja="が次の日")
        ),
        "before": Operator(
            Text(en="{field} is before {value}", ja="{field}が{value}より前である"),
            Text(en="is before", ja="が次より前"),
        ),
        "after": Operator(
            Text(en="{field} is after {value}", ja="{field}が{value}より後である"),
            Text(en="is after", ja="が次より後"),
        ),
        "between": _BETWEEN,
        "last_days": Operator(
            Text(en="{field} lies within the last {value} days", ja="{field}がここ{value}日以内である"),
            Text(en="lies within the last (days)", ja="がここ何日以内"),
            value="days",
        ),
        "next_days": Operator(
            Text(en="{field} lies within the next {value} days", ja="{field}がこれから{value}日以内である"),
            Text(en="lies within the next (days)", ja="がこれから何日以内"),
            value="days",
        ),
        "older_days": Operator(
            Text(en="{field} is more than {value} days ago", ja="{field}が{value}日より前である"),
            Text(en="is more than (days) ago", ja="が何日より前"),
            value="days",
        ),
        "empty": _EMPTY,
        "filled": _FILLED,
    },
    "flag": {
        "yes": Operator(Text(en="{field}: yes", ja="{field}：はい"), Text(en="yes", ja="はい"), "nothing"),
        "no": Operator(Text(en="{field}: no", ja="{field}：いいえ"), Text(en="no", ja="いいえ"), "nothing"),
    },
    "names": {
        "has": Operator(
            Text(en="{field} include {value}", ja="{field}に{value}がある"),
            Text(en="include", ja="に次がある"),
        ),
        "has_not": Operator(
            Text(en="{field} do not include {value}", ja="{field}に{value}がない"),
            Text(en="do not include", ja="に次がない"),
        ),
        "has_any": Operator(
            Text(en="{field} include one of {value}", ja="{field}に{value}のどれかがある"),
            Text(en="include one of", ja="に次のどれかがある"),
            "many",
        ),
        "empty": Operator(
            Text(en="{field}: none", ja="{field}がない"), Text(en="none", ja="がない"), "nothing"
        ),
        "filled": Operator(
            Text(en="{field}: at least one", ja="{field}がある"),
            Text(en="at least one", ja="がある"),
            "nothing",
        ),
    },
    "change": {
        "fell_by": Operator(
            Text(en="{field} fell by {value} % or more", ja="{field}が{value}%以上減った"),
            Text(en="fell by (%) or more", ja="が何%以上減った"),
            value="percent",
        ),
        "rose_by": Operator(
            Text(en="{field} rose by {value} % or more", ja="{field}が{value}%以上増えた"),
            Text(en="rose by (%) or more", ja="が何%以上増えた"),
            value="percent",
        ),
        "empty": Operator(
            Text(en="{field} cannot be told", ja="{field}の増減が分からない"),
            Text(en="cannot be told", ja="の増減が分からない"),
            "nothing",
        ),
    },
}


def operators_of(field: Field) -> dict[str, Operator]:
    return OPERATORS[field.kind]

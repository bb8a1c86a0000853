"""T34: no regular expression of ours takes long, whatever it is asked to read.

The attacks are made from each pattern itself: what it repeats is repeated, behind what leads there, and ended
by what it cannot take. They are as long as anything that reaches a pattern is, in one process with an alarm.
"""

import ast
import importlib
import pkgutil
import re
import signal
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import banso

# sre_parse by its name since Python 3.11.
from re import _constants as codes  # isort: skip
from re import _parser as parser  # isort: skip

SOURCE = Path(banso.__file__).parent
# A description of a million signs or a cell of a megabyte is read in a tenth of a second if time grows with
# length; at 10,000 signs what grows with the square of it takes seconds.
LENGTH = 10_000
SECONDS = 0.1
ENDS = ["", "!", "x\ny", "1"]


class TooSlow(Exception):  # noqa: N818
    """Raised by the alarm."""


def _patterns_of(value: object, depth: int = 0) -> Iterator["re.Pattern[Any]"]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict | list | tuple | set | frozenset) and depth < 3:
        each = [*value.keys(), *value.values()] if isinstance(value, dict) else value
        for one in each:
            yield from _patterns_of(one, depth + 1)


def sources() -> Iterator[tuple[str, str]]:
    """Each module's name and text."""
    for info in pkgutil.walk_packages([str(SOURCE)], "banso."):
        if ".tests" in info.name or ".migrations" in info.name or info.name.endswith("__main__"):
            continue
        path = SOURCE.joinpath(*info.name.split(".")[1:])
        place = path / "__init__.py" if info.ispkg else path.with_suffix(".py")
        yield info.name, place.read_text(encoding="utf-8")


def written() -> Iterator[tuple[str, ast.Call]]:
    """Each call of `re` in the sources, with its place."""
    for name, text in sources():
        for node in ast.walk(ast.parse(text)) if "re." in text else ():
            if (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
                and node.func.attr != "escape"
            ):  # fmt: skip
                yield f"{name}:{node.lineno}", node


def everything() -> dict[tuple[str | bytes, int], bool]:
    """Every pattern with its flags, and whether it is asked at the beginning of a text alone."""
    found: dict[tuple[str | bytes, int], bool] = {}
    for name, text in sources():
        if "re." not in text:
            continue
        for variable, value in vars(importlib.import_module(name)).items():
            for each in _patterns_of(value):
                asked = set(re.findall(rf"\b{variable}\.([a-z]+)\(", text))
                found[each.pattern, each.flags] = bool(asked) and asked <= {"match", "fullmatch"}
    for _, call in written():
        # What is compiled is held by its module, with its flags.
        if call.func.attr != "compile" and isinstance(call.args[0], ast.Constant):  # type: ignore[attr-defined]
            written_out: Any = call.args[0].value
            anchored = call.func.attr in {"match", "fullmatch"}  # type: ignore[attr-defined]
            found.setdefault((written_out, 0), anchored)
    return found


def samples(parsed: Any) -> Iterator[str]:
    """One text that the parsed pattern takes, as far as that can be told without trying."""
    text = ""
    for code, argument in parsed:
        text += _sample(code, argument)
    yield text


def _sample(code: Any, argument: Any) -> str:  # noqa: PLR0911 - one for each kind
    if code is codes.LITERAL:
        return chr(argument)
    if code in {codes.NOT_LITERAL, codes.ANY}:
        return "z"
    if code is codes.IN:
        return _of_set(argument)
    if code is codes.BRANCH:
        return next(samples(argument[1][0]))
    if code is codes.SUBPATTERN:
        return next(samples(argument[3]))
    if code is codes.ATOMIC_GROUP:
        return next(samples(argument))
    if code in {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}:
        return next(samples(argument[2])) * int(max(argument[0], 1))
    return _of_category(argument) if code is codes.CATEGORY else ""


def _of_category(category: Any) -> str:
    known: dict[Any, str] = {codes.CATEGORY_DIGIT: "1", codes.CATEGORY_SPACE: " ", codes.CATEGORY_WORD: "a"}
    return known.get(category, "z")


def _of_set(items: Any) -> str:
    negated = items[0][0] is codes.NEGATE
    if negated:
        taken = re.compile("[" + "".join(f"\\U{code:08x}" for code in _excluded(items)) + "]")
        return next(sign for sign in "az1 -.\"'<>(" if not taken.match(sign))
    code, argument = items[0]
    if code is codes.LITERAL:
        return chr(argument)
    return chr(argument[0]) if code is codes.RANGE else _of_category(argument)


def _excluded(items: Any) -> Iterator[int]:
    for code, argument in items[1:]:
        if code is codes.LITERAL:
            yield argument
        elif code is codes.RANGE:
            yield from range(argument[0], min(argument[1], argument[0] + 100) + 1)
        elif code is codes.CATEGORY:
            yield ord(_of_category(argument))


def pumps(parsed: Any) -> Iterator[str]:
    """What the pattern repeats: each choice of each repeated part, inner ones too."""
    for code, argument in parsed:
        if code in {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}:
            for inner in argument[2]:
                if inner[0] is codes.IN:
                    yield from (_of_set([item]) for item in inner[1] if item[0] is not codes.NEGATE)
                elif inner[0] is codes.BRANCH:
                    yield from (next(samples(branch)) for branch in inner[1][1])
            yield next(samples(argument[2]))
            yield from pumps(argument[2])
        elif code is codes.SUBPATTERN:
            yield from pumps(argument[3])
        elif code is codes.ATOMIC_GROUP:
            yield from pumps(argument)
        elif code is codes.BRANCH:
            for branch in argument[1]:
                yield from pumps(branch)


def attacks(pattern: str | bytes, flags: int) -> Iterator[str]:
    text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    parsed = parser.parse(text, flags & ~re.UNICODE if isinstance(pattern, bytes) else flags)
    whole = next(samples(parsed))
    starts = dict.fromkeys(["", whole[:1], whole[:3], whole[: len(whole) // 2], whole[:-1]])
    repeated = [*pumps(parsed), whole]
    # Any sign may also be the one with which the pattern begins.
    repeated += [each.replace("z", whole[:1]) for each in repeated]
    found = [each for each in dict.fromkeys([*repeated, " ", "\\", '"']) if each]
    for start in starts:
        for pump in found:
            for end in ENDS:
                yield start + pump * (LENGTH // len(pump)) + end


def slowest(pattern: str | bytes, flags: int, *, anchored: bool = False) -> tuple[float, str]:
    """The longest that any way of asking took, and what was asked."""
    tried = re.compile(pattern, flags)
    worst = (0.0, "")
    for attack in attacks(pattern, flags):
        asked: Any = attack.encode("latin-1", "replace") if isinstance(pattern, bytes) else attack
        begun = time.process_time()
        try:
            tried.fullmatch(asked)
            tried.match(asked)
            if not anchored:
                deque(tried.finditer(asked), maxlen=0)
        except TooSlow:
            return 1.0, attack[:60]
        worst = max(worst, (time.process_time() - begun, attack[:60]))
        if worst[0] > SECONDS:
            break
    return worst


def _alarm(_number: int, _frame: FrameType | None) -> None:
    raise TooSlow


def test_t34_every_pattern_is_among_those_that_are_tried() -> None:
    known = {pattern for pattern, _ in everything()}
    made_elsewhere = {"banso.domain.workspaces.rules.browsers", "banso.engine.metrics.compile"}
    # Words of one person, escaped, with nothing that repeats.
    made_elsewhere.add("banso.engine.journal.erasing.terms")
    unknown = [
        place
        for place, call in written()
        if not (isinstance(call.args[0], ast.Constant) and call.args[0].value in known)
        # Made of a field's name, one of four.
        and not ("intake" in place and ast.unparse(call.func) == "re.search")
        # Put together from parts, and held by its module: the compiled one is tried.
        and not (call.func.attr == "compile" and isinstance(call.args[0], ast.JoinedStr | ast.BinOp))  # type: ignore[attr-defined]
        and place.rpartition(":")[0] not in made_elsewhere
    ]
    assert (unknown, len(known) > 80) == ([], True)


def test_t34_no_pattern_takes_a_tenth_of_a_second() -> None:
    before = signal.signal(signal.SIGVTALRM, _alarm)
    slow = {}
    try:
        for (pattern, flags), anchored in sorted(everything().items(), key=str):
            signal.setitimer(signal.ITIMER_VIRTUAL, 10)
            spent, attack = slowest(pattern, flags, anchored=anchored)
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            if spent > SECONDS:
                slow[pattern] = (round(spent, 2), attack)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    assert not slow, "\n".join(f"{pattern!r}: {told}" for pattern, told in slow.items())


def test_t34_a_pattern_that_does_is_found() -> None:
    for harmful in (r"(a+)+$", r"^(\w+\s?)*$", r"(x|xx)+y", r"\s+$", r'"[^"\\]*(?:\\.[^"\\]*)*"'):
        before = signal.signal(signal.SIGVTALRM, _alarm)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.7)
        try:
            assert slowest(harmful, 0)[0] > SECONDS, harmful
        except TooSlow:
            pass
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, before)

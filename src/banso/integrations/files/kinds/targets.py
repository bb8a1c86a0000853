"""Targets: what a person or a team is to sell within a period; known by who and when."""

from collections.abc import Hashable, Mapping, Sequence

from banso.domain.targets.actions import SetTarget, set_targets
from banso.domain.workspaces.rules import name_key
from banso.integrations.files.kinds.base import Decision, Field, Job, Kind, Outcome, Row, Touched, text_of
from banso.kit.errors import InputError
from banso.kit.words import Text

FIELDS = (
    Field(
        "person",
        "text",
        Text(en="Person", ja="担当者"),
        ("name", "email", "mail", "owner", "sales_agent", "氏名", "営業担当者", "メールアドレス"),
    ),
    Field("team", "text", Text(en="Team", ja="チーム"), ("team_name", "チーム名", "部署")),
    Field(
        "period",
        "text",
        Text(en="Period", ja="期間"),
        ("month", "quarter", "year", "fiscal_year", "年月", "月", "四半期", "年度"),
        required=True,
    ),
    Field(
        "amount",
        "number",
        Text(en="Target amount", ja="目標金額"),
        ("target", "quota", "目標", "目標額", "金額"),
        required=True,
    ),
    Field("currency", "text", Text(en="Currency", ja="通貨"), ("currency_code", "通貨コード")),
)
_DECISIONS: Mapping[str, Decision] = {"created": "new", "changed": "changed", "same": "same"}


def write(rows: Sequence[Row], job: Job) -> list[Outcome]:
    return [
        _outcome(each) for each in set_targets([row.values for row in rows], by=job.by, source=job.source)
    ]


def _outcome(result: SetTarget) -> Outcome:
    target = result.target
    if target is None:
        error = result.error
        return Outcome("rejected", [error if isinstance(error, InputError) else InputError(str(error))])
    outcome = Outcome(_DECISIONS[result.outcome])
    if result.outcome != "same":
        before = None if result.outcome == "created" else result.before
        said = f"{target.holder} {target.first}"
        outcome.touched.append(Touched("target", str(target.pk), said, before, target.version))
    return outcome


def key(values: Mapping[str, object]) -> Hashable | None:
    """Whose, and when; one person named by address and by name is two keys, and the later row holds."""
    who = tuple(name_key(text_of(values, name)) for name in ("person", "team"))
    return (*who, text_of(values, "period").strip()) if any(who) else None


TARGETS = Kind(
    "targets", Text(en="Targets", ja="目標"), FIELDS, write, key, named=("person", "team"),
    demands="targets.edit",
)  # fmt: skip

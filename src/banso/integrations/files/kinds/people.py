"""People and teams: who works here, under whom. They get seats without a sign-in; no mail is sent."""

from collections.abc import Hashable, Mapping, Sequence

from banso.domain.workspaces.actions import Brought, bring_people, bring_teams
from banso.domain.workspaces.rules import name_key
from banso.integrations.files.kinds.base import Decision, Field, Job, Kind, Outcome, Row, Touched, text_of
from banso.kit.errors import InputError
from banso.kit.words import Text

PEOPLE_FIELDS = (
    Field(
        "name",
        "text",
        Text(en="Name", ja="名前"),
        ("full_name", "sales_agent", "agent", "氏名", "担当者名", "社員名"),
    ),
    Field(
        "email",
        "text",
        Text(en="Mail address", ja="メールアドレス"),
        ("mail", "email_address", "e-mail", "メール", "Eメール"),
    ),
    Field("roles", "text", Text(en="Roles", ja="役割"), ("role", "ロール", "権限")),
    Field("team", "text", Text(en="Team", ja="チーム"), ("team_name", "department", "部署", "チーム名")),
    Field(
        "manager",
        "text",
        Text(en="Manager", ja="マネージャー"),
        ("manager_name", "lead", "supervisor", "上長", "上司"),
    ),
    Field(
        "parent_team",
        "text",
        Text(en="The team is part of", ja="チームの親チーム"),
        ("region", "regional_office", "division", "拠点", "本部"),
    ),
)
TEAM_FIELDS = (
    Field(
        "name",
        "text",
        Text(en="Team", ja="チーム"),
        ("team", "team_name", "チーム名", "部署", "部署名"),
        required=True,
    ),
    Field(
        "lead",
        "text",
        Text(en="Team lead", ja="チームリーダー"),
        ("manager", "leader", "リーダー", "責任者", "マネージャー"),
    ),
    Field(
        "parent", "text", Text(en="Part of", ja="親チーム"), ("parent_team", "region", "上位チーム", "本部")
    ),
    Field("members", "text", Text(en="People", ja="メンバー"), ("people", "人")),
)


def write_people(rows: Sequence[Row], job: Job) -> list[Outcome]:
    return _told(bring_people([_texts(row) for row in rows], by=job.by))


def write_teams(rows: Sequence[Row], job: Job) -> list[Outcome]:
    return _told(bring_teams([_texts(row) for row in rows], by=job.by))


def _texts(row: Row) -> dict[str, str]:
    return {name: text_of(row.values, name) for name in row.values}


def _told(results: Sequence[Brought]) -> list[Outcome]:
    outcomes = []
    for result in results:
        if result.error is not None:
            error = result.error
            told = error if isinstance(error, InputError) else InputError(error.message)
            outcomes.append(Outcome("rejected", [told]))
            continue
        touched = [Touched(thing, str(pk), *rest) for thing, pk, *rest in result.touched]
        decision: Decision = "new" if result.outcome == "created" else "changed" if touched else "same"
        outcomes.append(Outcome(decision, touched=touched, remarks=result.remarks))
    return outcomes


def person_key(values: Mapping[str, object]) -> Hashable | None:
    """Whoever has an address is known by it, others by their name."""
    return text_of(values, "email").strip().lower() or name_key(text_of(values, "name")) or None


def team_key(values: Mapping[str, object]) -> Hashable | None:
    return name_key(text_of(values, "name")) or None


# In one batch: the rows of one team make it together.
PEOPLE = Kind(
    "people", Text(en="People", ja="人（社内）"), PEOPLE_FIELDS, write_people, person_key, batch=1_000_000,
    named=("manager", "team", "parent_team", "roles"), demands="people.manage",
)  # fmt: skip
TEAMS = Kind(
    "teams", Text(en="Teams", ja="チーム"), TEAM_FIELDS, write_teams, team_key, batch=1_000_000,
    named=("lead", "members", "parent"), demands="people.manage",
)  # fmt: skip

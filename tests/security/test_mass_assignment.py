"""T22: what a body may not set, it cannot set: every column of every table is tried in every body."""

import json
from itertools import groupby
from operator import itemgetter
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from banso.domain.workspaces.models import Key, Membership, Person
from banso.kit.tenancy import scopes_disabled
from banso.project.api import api
from tests.security.asked import Asked, forms_of
from tests.security.asking import API_DOORS, ask, good_body, operation_of
from tests.security.conftest import Sides
from tests.security.world import address

# Names that no body may know, beside those of the columns.
RIGHTS = {
    "workspace", "workspace_id", "is_staff", "is_superuser", "is_active", "permissions", "held", "access",
    "role", "granting", "by", "actor", "password", "secret", "secret_hash", "token_hash", "pk", "id",
    "source", "roles", "created_at", "updated_at", "archived_at", "version", "health", "owner_id", "scopes",
    "merged_into_id", "__class__", "_state", "merged_into", "as_owner",
}  # fmt: skip


def columns() -> list[str]:
    """Every name of every column, as the models and as the database have it."""
    found = {name for model in apps.get_models() for field in model._meta.concrete_fields
             for name in (field.name, field.attname)}  # fmt: skip
    return sorted({*found, *RIGHTS})


def allowed(schema: dict[str, Any], operation: dict[str, Any]) -> set[str]:
    """The names that the operation's body has, at any depth."""
    named, text = dict(schema["components"]["schemas"]), json.dumps(operation.get("requestBody", {}))
    found: set[str] = set()
    while text:
        found |= {name for name in columns() if f'"{name}"' in text}
        used = [name for name in named if f'/{name}"' in text]
        text = " ".join(json.dumps(named.pop(name)) for name in used)
    return found


def with_field(body: dict[str, Any], name: str, value: object) -> dict[str, Any]:
    """The body with one more field; in the first row where it holds many."""
    copy: dict[str, Any] = json.loads(json.dumps(body))
    (copy["data"][0] if isinstance(copy.get("data"), list) else copy)[name] = value
    return copy


def foreign(sides: Sides, name: str) -> object:
    """A value that would do harm."""
    if name.startswith("workspace"):
        return str(sides.theirs.workspace.pk)
    return {"roles": ["owner"], "scopes": ["*"], "is_staff": True, "is_superuser": True}.get(
        name, str(sides.theirs.words["account_id"])
    )


def test_t22_a_field_that_is_not_of_the_body_is_refused(sides: Sides) -> None:
    """All of them at once: each must be among what was refused."""
    program, schema, tried, wrong = sides.ours.program(), api.get_openapi_schema(), 0, []
    for door in API_DOORS:
        body = good_body(door, sides.ours)
        if body is None:
            continue
        strange = set(columns()) - allowed(schema, operation_of(schema, door))
        for name in strange:
            body = with_field(body, name, foreign(sides, name))
        answer = ask(program, door, address(door.path, sides.ours), body=body)
        assert answer.status_code == 422, f"{door.method} {door.path}: {answer.status_code}"
        refused = {each["field"].rpartition(".")[2] for each in answer.json()["errors"]}
        wrong += [f"{door.method} {door.path}: {name}" for name in sorted(strange - refused)]
        tried += len(strange)
    assert wrong == []
    assert tried > 2_000


def test_t22_a_column_of_a_file_sets_no_more(sides: Sides) -> None:
    """An import maps columns to names of its list; another name is refused, whatever it is called."""
    from banso.integrations.files.actions import set_mapping  # noqa: PLC0415
    from banso.integrations.files.kinds import kind_of  # noqa: PLC0415
    from banso.integrations.files.models import ImportRun  # noqa: PLC0415
    from banso.kit.errors import InputError  # noqa: PLC0415
    from banso.kit.tenancy import scope  # noqa: PLC0415

    with scope(workspace=sides.ours.workspace):
        run = ImportRun.objects.get(pk=sides.ours.words["draft_id"])
        fields = {field.name for field in kind_of(run.kind).fields}
        for name in sorted({*columns()} - fields):
            with pytest.raises(InputError):
                set_mapping(run, {**run.mapping, run.columns[-1]: name}, orders={}, create_accounts=False)


def test_t22_a_form_sets_no_column_that_it_does_not_show(sides: Sides) -> None:
    """Every name of every column goes along with every form, as if somebody had added a field in the page."""
    asked, count = Asked(sides), 0
    foreign = {
        name: str(sides.theirs.workspace.pk) if name.startswith("workspace") else harm(name)
        for name in columns()
    }
    for door, forms in groupby(forms_of(asked, sides), key=itemgetter(0)):
        with transaction.atomic():
            before, shown = rights(), set()
            for _door, target, form in forms:
                more = {name: value for name, value in foreign.items() if name not in form["fields"]}
                met = asked.browser.post(target, {**more, **form["fields"]})
                if met.status_code >= 500:
                    asked.wrong.append(f"{door.path} {target}: {met.status_code}")
                count += len(more)
                shown |= {"roles", "scopes"} & form["fields"].keys()
            after = {} if shown else rights()
            lifted = [each for each, held in after.items() if each in before and held != before[each]]
            asked.wrong += [f"{door.path}: {each} was lifted" for each in lifted]
            asked.unchanged(door)
            asked.nothing_crosses(door)
            transaction.set_rollback(True)
    assert asked.wrong == []
    assert count > 2_000, count


def harm(name: str) -> str:
    """A value that would lift whoever could set the column."""
    return {"roles": "owner", "scopes": "*", "permissions": "*"}.get(name, "1" if "is_" in name else "")


def rights() -> dict[str, object]:
    """What may be done here by whom: seats with their roles, people with what Django calls a superuser."""
    with scopes_disabled():
        held: dict[str, object] = {
            f"seat {each.pk}": (sorted(each.roles), str(each.workspace_id))
            for each in Membership.objects.all()
        }
        for each in Person.objects.all():
            held[f"person {each.pk}"] = (each.is_superuser, each.is_active)
        for key in Key.objects.all():
            held[f"key {key.pk}"] = (sorted(key.scopes), str(key.workspace_id))
    return held

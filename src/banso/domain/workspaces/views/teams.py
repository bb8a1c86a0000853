"""Teams and their leads."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from banso.domain.workspaces import actions, queries
from banso.domain.workspaces.forms import TeamForm
from banso.domain.workspaces.models import Team
from banso.domain.workspaces.views.frame import address, settings_page
from banso.kit.access import BansoRequest, page
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.toasts import toast


@page(permission="people.view")
def show(request: BansoRequest) -> HttpResponse:
    context = {"teams": queries.teams(), "may_manage": request.access.may("people.manage")}
    return settings_page(request, "settings_teams", context)


@list_export(permission="people.export")
def export(_request: BansoRequest) -> Table[Team]:
    columns: list[Column[Team]] = [
        Column(_("Name"), lambda team: team.name),
        Column(_("Team lead"), lambda team: team.lead.person.get_full_name() if team.lead else ""),
        Column(_("Part of"), lambda team: team.parent.name if team.parent else ""),
        Column(_("People"), lambda team: [seat.person.get_full_name() for seat in team.members.all()]),
    ]
    return Table(_("teams"), columns, queries.teams())


@page(permission="people.manage", methods=("GET", "POST"))
def create(request: BansoRequest) -> HttpResponse:
    return _form(request, None)


@page(permission="people.manage", methods=("GET", "POST"))
def change(request: BansoRequest, team_id: UUID) -> HttpResponse:
    return _form(request, queries.team_by_id(team_id))


@page(permission="people.manage", methods=("POST",))
def remove(request: BansoRequest, team_id: UUID) -> HttpResponse:
    actions.remove_team(team_id, by=request.access.actor)
    toast(request, _("The team is dissolved; its people keep their seats."))
    return redirect(address(request, "settings_teams"))


def _form(request: BansoRequest, team: Team | None) -> HttpResponse:
    seats = queries.seats(active=True)
    others = [each for each in queries.teams() if team is None or each.pk != team.pk]
    if request.method == "POST":
        form = TeamForm(request.POST, seats=seats, others=others)
        if form.is_valid():
            with refusals_on(form):
                given = form.cleaned_data
                actions.save_team(
                    team.pk if team else None, name=given["name"], by=request.access.actor,
                    member_ids=[UUID(pk) for pk in given["members"]],
                    lead_id=UUID(given["lead"]) if given["lead"] else None,
                    parent_id=UUID(given["parent"]) if given["parent"] else None,
                )  # fmt: skip
                toast(request, _("The team %(name)s is saved.") % {"name": given["name"]})
                return redirect(address(request, "settings_teams"))
    elif team:
        members = [str(pk) for pk in team.members.values_list("pk", flat=True)]
        initial = {
            "name": team.name,
            "lead": str(team.lead_id or ""),
            "parent": str(team.parent_id or ""),
            "members": members,
        }
        form = TeamForm(initial=initial, seats=seats, others=others)
    else:
        form = TeamForm(seats=seats, others=others)
    return settings_page(
        request, "settings_team", {"form": form, "team": team}, status=422 if form.is_bound else 200
    )

"""Undoing what an import did to people and teams: whom nobody has given anything since goes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banso.domain.workspaces.actions import put_back_seats, put_back_teams, seat_content, team_content
from banso.domain.workspaces.queries import held_by, held_teams, seats, teams
from banso.integrations.files.models import Change, ImportRun
from banso.kit.actor import Actor

_WORDS: Mapping[str, Promise] = {
    "accounts.Account": gettext_lazy("accounts"),
    "accounts.RoleAssignment": gettext_lazy("accounts"),
    "sales.Deal": gettext_lazy("deals"),
    "leads.Lead": gettext_lazy("leads"),
    "leads.Appointment": gettext_lazy("appointments"),
    "leads.ModelStep": gettext_lazy("steps of The Model"),
    "leads.CallCriterion": gettext_lazy("call criteria"),
    "promises.Promise": gettext_lazy("promises"),
    "promises.PromiseVersion": gettext_lazy("promises"),
    "handoffs.Handoff": gettext_lazy("handoffs"),
    "handoffs.CsmRule": gettext_lazy("rules for handoffs"),
    "handoffs.PlannedCsm": gettext_lazy("handoffs"),
    "onboarding.Onboarding": gettext_lazy("onboardings"),
    "outcomes.Outcome": gettext_lazy("outcomes"),
    "targets.Target": gettext_lazy("targets"),
    "work.Task": gettext_lazy("tasks"),
    "workspaces.Team": gettext_lazy("teams"),
}


class Teams:
    @staticmethod
    def kept(run: ImportRun, changes: Sequence[Change]) -> dict[str, str]:  # noqa: ARG004 - one shape
        """Those that stay as they are, by target, and why."""
        known = {str(team.pk): team for team in teams()}
        found = {
            each.target: _("It was changed after the import.")
            for each in changes
            if each.target not in known or team_content(known[each.target]) != each.after
        }
        made = [each for each in changes if each.before is None and each.target not in found]
        goes = {each.target for each in made}
        held = held_teams([UUID(each.target) for each in made])
        for each in made:
            what = held.get(UUID(each.target), Counter())
            # Teams within it are looked at one by one: what goes with it does not hold it.
            what.pop("workspaces.Team", None)
            if what:
                found[each.target] = _holds(what)
        while stays := [
            team.parent_id
            for team in known.values()
            if str(team.parent_id) in goes - found.keys() and str(team.pk) not in goes - found.keys()
        ]:
            found |= {str(each): _holds(Counter({"workspaces.Team": 1})) for each in stays}
        return found

    @staticmethod
    def put_back(run: ImportRun, changes: Sequence[Change], by: Actor) -> None:  # noqa: ARG004 - one shape
        # Those that are part of others go before these.
        put_back_teams([(UUID(each.target), each.before) for each in reversed(changes)], by=by)


class Seats:
    @staticmethod
    def kept(run: ImportRun, changes: Sequence[Change]) -> dict[str, str]:
        """Those that stay as they are, by target, and why."""
        rows = {str(row.pk): row for row in seats().filter(pk__in=[change.target for change in changes])}
        made = [row for each in changes if each.before is None and (row := rows.get(each.target))]
        held = held_by({row.person_id: row.stand_in for row in made})
        for seat in _in_teams_that_stay(run):
            held.setdefault(seat, Counter())["workspaces.Team"] += 1
        found = {}
        for change in changes:
            row = rows.get(change.target)
            if row is None:
                found[change.target] = _("It was changed after the import.")
            elif row.signs_in:
                found[change.target] = _("They have taken their invitation.")
            elif seat_content(row) != change.after or not row.active:
                found[change.target] = _("It was changed after the import.")
            elif change.before is None and (what := held.get(row.person_id)):
                found[change.target] = _holds(what)
        return found

    @staticmethod
    def put_back(run: ImportRun, changes: Sequence[Change], by: Actor) -> None:  # noqa: ARG004 - one shape
        put_back_seats([(UUID(each.target), each.before) for each in changes], by=by)


def _in_teams_that_stay(run: ImportRun) -> list[UUID]:
    """Whoever is in a team once the import's own changes of teams are undone; one entry a team."""
    changes = list(Change.objects.filter(run=run, thing="team", undone=False))
    kept = Teams.kept(run, changes)
    before = {each.target: each.before for each in changes if each.target not in kept}
    found = []
    for team in teams():
        crew = {
            seat.pk: seat.person_id for seat in (*team.members.all(), *([team.lead] if team.lead else []))
        }
        if str(team.pk) in before:
            was = before[str(team.pk)] or {}
            there = {*was.get("members", ()), was.get("lead", "")}
            crew = {seat: person for seat, person in crew.items() if str(seat) in there}
        found += list(crew.values())
    return found


def _holds(what: Mapping[str, int]) -> str:
    said = dict.fromkeys(
        str(_WORDS.get(each) or apps.get_model(each)._meta.verbose_name_plural) for each in what
    )
    return _("They hold %(what)s: give those to somebody else first.") % {"what": _(", ").join(said)}

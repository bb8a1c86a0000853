"""A person's own notices."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from banso.domain.work import actions
from banso.domain.work.actions import mark_all_read, mark_read
from banso.domain.work.forms import MailForm
from banso.domain.work.queries import mail_mode, notice_by_id, notices_of, told, unread_count
from banso.kit.access import BansoRequest, page
from banso.kit.paging import page_of
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Paging
from banso.kit.ui.toasts import toast


@page(permission="profile.view")
def notices(request: BansoRequest) -> HttpResponse:
    return _page(request, MailForm(initial={"mode": mail_mode(request.access.person_id)}))


@page(permission="profile.view", methods=("POST",))
def choose_mail(request: BansoRequest) -> HttpResponse:
    """Say how one hears by mail."""
    form = MailForm(request.POST)
    person = request.access.person_id
    if form.is_valid() and person is not None:
        with refusals_on(form):
            actions.choose_mail(person, form.cleaned_data["mode"])
            toast(request, _("Your choice is kept."))
            return HttpResponseRedirect(f"/w/{request.access.workspace.slug}/notices/#mail")
    return _page(request, form)


def _page(request: BansoRequest, form: MailForm) -> HttpResponse:
    mine = notices_of(request.access.person_id)
    found = page_of(mine, cursor=request.GET.get("cursor"), order=("-at", "-id"))
    context = {
        "mail_form": form,
        "rows": [told(notice) for notice in found.data],
        "unread": unread_count(request.access.person_id),
        "paging": Paging(
            len(found.data),
            mine.count(),
            next_href=f"?cursor={found.next_cursor}" if found.next_cursor else "",
            previous_href="?" if request.GET.get("cursor") else "",
        ),
    }
    return render(request, "work/notices.html", context, status=422 if form.is_bound else 200)


@page(permission="profile.view")
def open_notice(request: BansoRequest, notice_id: UUID) -> HttpResponseRedirect:
    """Go where the notice leads; with that it is read."""
    notice = notice_by_id(notice_id, request.access.person_id)
    mark_read(notice)
    return HttpResponseRedirect(f"/w/{request.access.workspace.slug}/{notice.href or 'notices/'}")


@page(permission="profile.view", methods=("POST",))
def read_all(request: BansoRequest) -> HttpResponseRedirect:
    mark_all_read(request.access.person_id)
    return HttpResponseRedirect(f"/w/{request.access.workspace.slug}/notices/")


@page(permission="profile.view")
def bell(request: BansoRequest) -> HttpResponse:
    """The bell of the bar above the pages alone, for htmx."""
    return render(request, "work/bell.html", {"unread": unread_count(request.access.person_id)})

"""A person's own notices."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from banso.domain.work.actions import mark_all_read, mark_read
from banso.domain.work.queries import notice_by_id, notices_of, told, unread_count
from banso.kit.access import BansoRequest, page
from banso.kit.paging import page_of
from banso.kit.ui.pieces import Paging


@page(permission="profile.view")
def notices(request: BansoRequest) -> HttpResponse:
    mine = notices_of(request.access.person_id)
    found = page_of(mine, cursor=request.GET.get("cursor"), order=("-at", "-id"))
    context = {
        "rows": [told(notice) for notice in found.data],
        "unread": unread_count(request.access.person_id),
        "paging": Paging(
            len(found.data),
            mine.count(),
            next_href=f"?cursor={found.next_cursor}" if found.next_cursor else "",
            previous_href="?" if request.GET.get("cursor") else "",
        ),
    }
    return render(request, "work/notices.html", context)


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

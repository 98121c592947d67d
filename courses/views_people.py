"""Pages of who is in a course: roster in and out, entries, personal links, invitations, roles."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses import places, roster, shaping
from courses.downloads import download
from courses.forms import InviteForm, PlaceForm, RoleForm, RosterForm, SectionForm
from courses.models import Invite, Membership, Section
from courses.permissions import Seat, check, in_course
from courses.presenting import people_context
from courses.roles import STUDENT, Role
from lessons.refusals import Conflict

GET_POST = require_http_methods(["GET", "POST"])
PEOPLE = "courses/people.html"


def find_place(seat: Seat, place_id: int) -> Membership:
    places_here = Membership.objects.select_related("learner", "course").filter(course=seat.course)
    return get_object_or_404(places_here, pk=place_id)


def check_change(seat: Seat, role: str) -> None:
    """Students are the teachers' matter, staff the owners'."""
    check(seat, "edit roster" if role == STUDENT else "edit staff")


@in_course("see roster")
@require_safe
def people(request: HttpRequest, seat: Seat) -> HttpResponse:
    return render(request, PEOPLE, people_context(seat))


@in_course("edit roster")
@require_POST
def bring_in(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Reads a table in, in whole or not at all."""
    form = RosterForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, PEOPLE, people_context(seat, roster_form=form), status=422)
    try:
        new, changed = roster.apply(seat.course, roster.read(form.data_bytes), seat.who)
    except roster.BadRoster as bad:
        return render(request, PEOPLE, people_context(seat, complaints=bad.complaints), status=422)
    messages.success(request, _("%(new)s new, %(changed)s changed.") % {"new": new, "changed": changed})
    return redirect("courses:people", seat.course.pk)


@in_course("export")
@require_safe
def give_out(request: HttpRequest, seat: Seat) -> HttpResponse:
    return download(seat.course, "roster", roster.give_out(seat.course))


@in_course("edit roster")
@require_POST
def give_links(request: HttpRequest, seat: Seat) -> HttpResponse:
    """New personal links for all who have no account, as a table; the site keeps only their hashes."""
    waiting = seat.course.memberships.filter(role=STUDENT, learner__user=None).select_related("learner")
    return download(seat.course, "links", places.links_table(request, list(waiting), seat.who))


@in_course("edit roster")
@GET_POST
def add(request: HttpRequest, seat: Seat) -> HttpResponse:
    form = PlaceForm(request.POST or None, course=seat.course)
    if not form.is_valid():
        context = {"seat": seat, "form": form}
        return render(request, "courses/place.html", context, status=422 if form.is_bound else 200)
    place = places.add_student(seat.course, seat.who, **form.cleaned_data)
    return redirect("courses:place", seat.course.pk, place.pk)


@in_course("edit roster")
@GET_POST
def place(request: HttpRequest, seat: Seat, place_id: int) -> HttpResponse:
    found = find_place(seat, place_id)
    check_change(seat, found.role)
    form = PlaceForm(request.POST or None, instance=found, course=seat.course)
    if form.is_valid():
        places.change_place(form.save(commit=False), seat.who)
        return redirect("courses:people", seat.course.pk)
    context = {"seat": seat, "form": form, "place": find_place(seat, place_id), "roles": RoleForm({"role": found.role})}
    return render(request, "courses/place.html", context, status=422 if form.is_bound else 200)


@in_course("edit roster")
@require_POST
def link(request: HttpRequest, seat: Seat, place_id: int) -> HttpResponse:
    """A new personal link, shown this once."""
    found = find_place(seat, place_id)
    address = places.link_address(request, places.make_link(found, seat.who))
    return render(request, "courses/link.html", {"seat": seat, "place": found, "address": address})


@in_course("edit roster")
@require_POST
def remove(request: HttpRequest, seat: Seat, place_id: int) -> HttpResponse:
    found = find_place(seat, place_id)
    check_change(seat, found.role)
    places.leave(found, seat.who)
    messages.success(request, _("%(name)s is no longer in this course.") % {"name": found.name})
    return redirect("courses:people", seat.course.pk)


@in_course("edit staff")
@require_POST
def role(request: HttpRequest, seat: Seat, place_id: int) -> HttpResponse:
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Conflict(_("There is no such role."))
    places.set_role(find_place(seat, place_id), Role(form.cleaned_data["role"]), seat.who)
    return redirect("courses:people", seat.course.pk)


@in_course("edit roster")
@require_POST
def invite(request: HttpRequest, seat: Seat) -> HttpResponse:
    form = InviteForm(request.POST, course=seat.course)
    if not form.is_valid():
        return render(request, PEOPLE, people_context(seat, invite_form=form), status=422)
    check_change(seat, form.cleaned_data["role"])
    places.make_invite(seat.course, Role(form.cleaned_data["role"]), form.cleaned_data["section"], seat.who)
    return redirect("courses:people", seat.course.pk)


@in_course("edit roster")
@require_POST
def withdraw(request: HttpRequest, seat: Seat, invite_id: int) -> HttpResponse:
    found = get_object_or_404(Invite, course=seat.course, pk=invite_id)
    check_change(seat, found.role)
    places.withdraw(found, seat.who)
    return redirect("courses:people", seat.course.pk)


@in_course("edit roster")
@require_POST
def section(request: HttpRequest, seat: Seat) -> HttpResponse:
    form = SectionForm(request.POST, course=seat.course)
    if not form.is_valid():
        return render(request, PEOPLE, people_context(seat, section_form=form), status=422)
    shaping.save_section(seat, form.save(commit=False))
    return redirect("courses:people", seat.course.pk)


@in_course("edit roster")
@GET_POST
def change_section(request: HttpRequest, seat: Seat, section_id: int) -> HttpResponse:
    found = get_object_or_404(Section, course=seat.course, pk=section_id)
    form = SectionForm(request.POST or None, instance=found, course=seat.course)
    if form.is_valid():
        shaping.save_section(seat, form.save(commit=False))
        return redirect("courses:people", seat.course.pk)
    context = {"seat": seat, "form": form, "section": Section.objects.get(pk=found.pk)}
    return render(request, "courses/section.html", context, status=422 if form.is_bound else 200)


@in_course("edit roster")
@require_POST
def drop_section(request: HttpRequest, seat: Seat, section_id: int) -> HttpResponse:
    shaping.drop_section(seat, get_object_or_404(Section, course=seat.course, pk=section_id))
    return redirect("courses:people", seat.course.pk)

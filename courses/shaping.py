"""A course as such: its title and time zone, its sections and categories, put away and brought back. All is audited."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.audience import with_sections
from courses.marks import write_down
from courses.models import Category, Course, Section
from courses.permissions import Seat
from courses.planning import follow_people
from courses.roles import STUDENT
from lessons.refusals import Conflict

FIELDS = ("title", "term", "time_zone", "by_name")


def change_course(seat: Seat, course: Course) -> None:
    with transaction.atomic():
        old = Course.objects.select_for_update().get(pk=course.pk)
        course.save()
        for name in FIELDS:
            before, after = str(getattr(old, name)), str(getattr(course, name))
            if before != after:
                what = f"changed {name.replace('_', ' ')}"
                write_down(course.pk, what, seat.who, before=before, after=after)


def put_away_or_back(seat: Seat) -> None:
    """Archives a course, or brings it back."""
    with transaction.atomic():
        seat.course.archived = None if seat.course.archived else timezone.now()
        seat.course.save(update_fields=["archived"])
        write_down(seat.course.pk, "archived" if seat.course.archived else "brought back", seat.who)


def save_category(seat: Seat, category: Category) -> None:
    """A new category, or another title or weight: totals follow when they are asked for."""
    with transaction.atomic():
        old = Category.objects.select_for_update().filter(pk=category.pk).first()
        category.save()
        before, after = described(old) if old else "", described(category)
        if before != after:
            what = "changed category" if old else "made category"
            write_down(seat.course.pk, what, seat.who, before=before, after=after)


def described(category: Category) -> str:
    return f"{category.title}, weight {category.weight.normalize():f}"


def drop_category(seat: Seat, category: Category) -> None:
    """Its assignments stay, in no category."""
    with transaction.atomic():
        write_down(seat.course.pk, "dropped category", seat.who, before=described(category))
        category.delete()


def save_section(seat: Seat, section: Section) -> None:
    """A new section, or another title."""
    with transaction.atomic():
        old = Section.objects.select_for_update().filter(pk=section.pk).first()
        section.save()
        if old is None or old.title != section.title:
            what, before = ("renamed section", old.title) if old else ("made section", "")
            write_down(seat.course.pk, what, seat.who, before=before, after=section.title)


def drop_section(seat: Seat, section: Section) -> None:
    """Its students stay, in no section. Raises Conflict while something is assigned to it alone."""
    alone = [one.title for one in with_sections(seat.course) if list(one.sections.all()) == [section]]
    if alone:
        raise Conflict(_("“%(title)s” is for this section alone: say first whom it is for.") % {"title": alone[0]})
    with transaction.atomic():
        write_down(seat.course.pk, "dropped section", seat.who, before=section.title)
        theirs = list(section.memberships.filter(role=STUDENT).values_list("pk", flat=True))
        section.delete()
        follow_people(list(seat.course.memberships.filter(pk__in=theirs).select_related("course")))

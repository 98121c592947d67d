"""Ways into a course: a code, its link, a personal link; forged, used up and expired ones are refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from course_cast import Cast, make_user
from django.test import Client
from django.utils import timezone

from courses import places
from courses.models import Change, Course, Invite, Membership
from courses.roles import STUDENT, TEACHER
from lessons.models import Attempt, Learner

pytestmark = pytest.mark.django_db

VOID = "This invitation is not, or no longer, valid."


def test_a_code_makes_a_student(cast: Cast) -> None:
    invite = places.make_invite(cast.course, STUDENT)
    client = cast.client("stranger")
    page = client.get("/courses/join/", {"code": f" {invite.code.upper()} "})["Location"]
    assert page == f"/courses/join/{invite.code}/"
    assert b"Containment" in client.get(page).content
    assert client.post(page)["Location"] == f"{cast.at}/"
    assert Membership.objects.get(learner__user=cast.users["stranger"]).role == "student"


def test_joining_twice_is_joining_once(cast: Cast) -> None:
    invite = places.make_invite(cast.course, STUDENT)
    client = cast.client("teacher")
    client.post(f"/courses/join/{invite.code}/")
    assert Membership.objects.get(learner__user=cast.users["teacher"]).role == "teacher"


def test_a_code_for_staff_is_good_for_one(cast: Cast) -> None:
    invite = places.make_invite(cast.course, TEACHER)
    assert len(invite.code) == places.STAFF_CODE
    cast.client("stranger").post(f"/courses/join/{invite.code}/")
    assert Membership.objects.get(learner__user=cast.users["stranger"]).role == "teacher"
    late = Client()
    late.force_login(make_user("late"))
    assert VOID in late.post(f"/courses/join/{invite.code}/").content.decode()


@pytest.mark.parametrize("change", ["expired", "archived", "forged", "withdrawn"])
def test_what_is_no_longer_valid_is_refused(cast: Cast, change: str) -> None:
    invite = places.make_invite(cast.course, STUDENT)
    code = invite.code
    if change == "expired":
        Invite.objects.update(expires=timezone.now() - timedelta(seconds=1))
    elif change == "archived":
        Course.objects.update(archived=timezone.now())
    elif change == "withdrawn":
        invite.delete()
    else:
        code = "22222222"
    response = cast.client("stranger").post(f"/courses/join/{code}/")
    assert (response.status_code, VOID in response.content.decode()) == (400, True)
    assert not Membership.objects.filter(learner__user=cast.users["stranger"]).exists()


def test_a_verified_address_takes_its_place_on_the_roster(cast: Cast) -> None:
    place = places.make_place(cast.course, "S. Tranger", STUDENT, email="stranger@example.org", number="7")
    EmailAddress.objects.create(user=cast.users["stranger"], email="Stranger@example.org", verified=True, primary=True)
    cast.client("stranger").post(f"/courses/join/{places.make_invite(cast.course, STUDENT).code}/")
    taken = Membership.objects.get(learner__user=cast.users["stranger"])
    assert (taken.pk, taken.number) == (place.pk, "7")


def test_an_address_that_nobody_verified_takes_no_place(cast: Cast) -> None:
    place = places.make_place(cast.course, "S. Tranger", STUDENT, email="stranger@example.org")
    EmailAddress.objects.create(user=cast.users["stranger"], email="stranger@example.org", verified=False, primary=True)
    cast.client("stranger").post(f"/courses/join/{places.make_invite(cast.course, STUDENT).code}/")
    assert Membership.objects.get(learner__user=cast.users["stranger"]).pk != place.pk


def by_name(cast: Cast) -> tuple[Membership, str]:
    Course.objects.filter(pk=cast.course.pk).update(by_name=True)
    place = places.make_place(cast.course, "Ada", STUDENT)
    return place, places.make_link(place)


def test_a_personal_link_opens_its_place_when_asked_to(cast: Cast) -> None:
    place, token = by_name(cast)
    client = Client()
    client.get(f"/courses/place/{token}/")
    assert client.get(f"{cast.at}/").status_code == 404, "looking takes no place"
    client.post(f"/courses/place/{token}/")
    assert client.get(f"{cast.at}/").status_code == 200
    client.get("/lessons/first-jail/")
    assert Attempt.objects.get().learner == place.learner
    client.post("/courses/put-down")
    assert client.get(f"{cast.at}/").status_code == 404


def test_only_the_hash_of_a_link_is_kept(cast: Cast) -> None:
    place, token = by_name(cast)
    place.refresh_from_db()
    assert place.resume == places.hashed(token) != token


def test_a_new_link_voids_the_old_one_and_what_it_opened(cast: Cast) -> None:
    place, token = by_name(cast)
    client = Client()
    client.post(f"/courses/place/{token}/")
    place.refresh_from_db()
    fresh = places.make_link(place)
    assert client.get(f"{cast.at}/").status_code == 404
    assert client.post(f"/courses/place/{token}/").status_code == 400
    assert client.post(f"/courses/place/{fresh}/").status_code == 302


def test_without_leave_for_names_a_link_asks_for_an_account(cast: Cast) -> None:
    place = places.make_place(cast.course, "Ada", STUDENT)
    token = places.make_link(place)
    assert Client().post(f"/courses/place/{token}/").status_code == 403
    assert cast.client("stranger").post(f"/courses/place/{token}/").status_code == 302


def test_an_account_takes_a_named_place_with_its_work_and_uses_the_link_up(cast: Cast) -> None:
    place, token = by_name(cast)
    Attempt.objects.create(learner=place.learner, lesson="first-jail", revision=1, engine="x", release="14.0", seed=1)
    cast.client("stranger").post(f"/courses/place/{token}/")
    place.refresh_from_db()
    assert place.learner.user == cast.users["stranger"]
    assert place.learner.attempts.count() == 1
    assert Client().post(f"/courses/place/{token}/").status_code == 400


def test_somebody_in_the_course_takes_no_second_place(cast: Cast) -> None:
    place, token = by_name(cast)
    assert cast.client("student").post(f"/courses/place/{token}/").status_code == 409
    place.refresh_from_db()
    assert place.learner.user is None


def test_links_of_all_as_a_table(owner: Client, cast: Cast) -> None:
    place, token = by_name(cast)
    text = owner.post(f"{cast.at}/people/links").content.decode()
    assert "Ada,,http://testserver/courses/place/" in text
    place.refresh_from_db()
    assert place.resume not in ("", places.hashed(token))


def test_the_last_owner_stays(owner: Client, cast: Cast) -> None:
    assert owner.post(f"{cast.at}/leave").status_code == 409
    mine = f"{cast.at}/people/{cast.places['owner'].pk}"
    assert owner.post(f"{mine}/role", {"role": "teacher"}).status_code == 409
    owner.post(f"{cast.at}/people/{cast.places['teacher'].pk}/role", {"role": "owner"})
    assert owner.post(f"{cast.at}/leave").status_code == 302


def test_a_place_by_name_is_given_no_role(owner: Client, cast: Cast) -> None:
    place, _ = by_name(cast)
    assert owner.post(f"{cast.at}/people/{place.pk}/role", {"role": "teacher"}).status_code == 409


def test_the_only_owner_of_a_course_with_others_cannot_be_deleted(cast: Cast) -> None:
    from accounts.deleting import can_delete

    assert not can_delete(cast.places["owner"].learner)
    assert can_delete(cast.places["student"].learner)
    Membership.objects.filter(course=cast.course).exclude(pk=cast.places["owner"].pk).delete()
    assert can_delete(cast.places["owner"].learner)


def test_a_removed_student_has_no_place_and_keeps_their_work(owner: Client, cast: Cast) -> None:
    student = cast.client("student")
    student.get("/lessons/first-jail/")
    owner.post(f"{cast.at}/people/{cast.places['student'].pk}/remove")
    assert student.get(f"{cast.at}/").status_code == 404
    assert Learner.objects.get(user=cast.users["student"]).attempts.count() == 1


def test_the_audit_tells_who_came_as_what_and_who_was_removed(owner: Client, cast: Cast) -> None:
    owner.post(f"{cast.at}/people/in", {"text": "name\nAda\n"})
    owner.post(f"{cast.at}/people/{cast.places['teacher'].pk}/role", {"role": "assistant"})
    owner.post(f"{cast.at}/people/{cast.places['student'].pk}/remove")
    cast.client("classmate").post(f"{cast.at}/leave")
    assert [(c.name, c.what, c.before, c.after) for c in Change.objects.order_by("pk")] == [
        ("owner", "read a roster in", "", "1 new, 0 changed"),
        ("owner", "changed role", "teacher", "assistant"),
        ("owner", "removed", "student (student)", ""),
        ("classmate", "left", "classmate (student)", ""),
    ]

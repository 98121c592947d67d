"""LTI 1.3 against a platform that checks signatures too: launches, links, names and roles, marks passed back once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from course_work import NOON, hand_in
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from platform_emulator import CLAIM, CLIENT, DEPLOYMENT, DL, KID, MEMBERSHIP, Emulator, make_key

from courses import marks
from courses.lti import services
from courses.models import Assignment, Context, Course, Mark, Membership, Platform, ToolKey
from lessons.refusals import Conflict

pytestmark = pytest.mark.django_db

AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
TO_WORK = {f"{CLAIM}custom": {"work": "lesson:first-jail"}}


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """A registered platform that knows the tool's key."""
    made = Emulator()
    Platform.objects.create(
        title="School", issuer=made.url, client=CLIENT, deployments=[DEPLOYMENT], login_url=f"{made.url}/auth",
        token_url=f"{made.url}/token", keys_url=f"{made.url}/keys",
    )  # fmt: skip
    made.tool_keys = Client().get("/lti/keys").json()
    yield made
    made.close()


def begin(client: Client, emulator: Emulator) -> dict[str, str]:
    """What the tool sends the browser to the platform with, after the platform announced a launch."""
    data = {"iss": emulator.url, "login_hint": "h", "client_id": CLIENT, "target_link_uri": "http://testserver/lti/launch"}
    there = client.post("/lti/login", data)["Location"]
    assert there.startswith(f"{emulator.url}/auth?")
    return {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}


def launch(client: Client, emulator: Emulator, sub: str = "ada", role: str = "Learner", **more: Any) -> Any:
    asked = begin(client, emulator)
    token = emulator.sign(emulator.claims(asked["nonce"], sub, role, **more))
    return client.post("/lti/launch", {"id_token": token, "state": asked["state"]})


def test_a_teachers_first_launch_makes_the_course(emulator: Emulator) -> None:
    client = Client()
    response = launch(client, emulator, "tina", "Instructor")
    course = Course.objects.get()
    assert (response["Location"], course.title) == (f"/courses/{course.pk}/", "Operating systems")
    assert client.get(response["Location"]).status_code == 200
    assert [(p.name, p.role) for p in course.memberships.all()] == [("Tina", "owner")]
    launch(client, emulator, "tina", "Instructor")
    assert (Course.objects.count(), Membership.objects.get().role) == (1, "owner")


def test_a_student_comes_to_the_work_that_a_link_means(emulator: Emulator) -> None:
    launch(Client(), emulator, "tina", "Instructor")
    client = Client()
    assert launch(client, emulator, "ada", "Learner", **TO_WORK)["Location"] == "/lessons/first-jail/"
    assert Assignment.objects.get().reference == "first-jail"
    client.get("/lessons/first-jail/")
    assert Membership.objects.get(name="Ada").learner.attempts.count() == 1
    again = Client()
    launch(again, emulator, "ada", "Learner")
    assert again.get("/").context["modules"][0]["lessons"][0]["state"] == "begun", "the same person in another browser"


def test_students_before_their_teacher_are_told(emulator: Emulator) -> None:
    response = launch(Client(), emulator)
    assert (response.status_code, Course.objects.count()) == (400, 0)
    assert "Your teacher has not opened this course here yet." in response.content.decode()


def test_a_launch_takes_nobody_elses_account(emulator: Emulator, django_user_model: Any) -> None:
    user = django_user_model.objects.create_user("tina@school.example", "x")
    client = Client()
    client.force_login(user)
    launch(client, emulator, "tina", "Instructor")
    assert "_auth_user_id" not in client.session
    assert Membership.objects.get().learner.user is None


def test_the_session_of_a_launch_lies_in_no_cookie_and_ends(emulator: Emulator) -> None:
    client = Client()
    launch(client, emulator, "tina", "Instructor")
    assert ":" not in client.cookies["sessionid"].value
    assert client.session.get_expiry_age() <= 12 * 3600


def refused(client: Client, emulator: Emulator, claims: dict[str, Any], key: Any = None, **post: str) -> str:
    asked = begin(client, emulator)
    token = emulator.sign({**emulator.claims(asked["nonce"], "ada", "Instructor"), **claims}, key)
    response = client.post("/lti/launch", {"id_token": token, "state": asked["state"], **post})
    assert response.status_code == 403
    assert not Course.objects.exists()
    assert "learner" not in client.session
    return response.content.decode()


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"exp": 1}, "Signature has expired"),
        ({"nonce": "made-up"}, "Invalid Nonce"),
        ({"nonce": ""}, "is empty"),
        ({"aud": "another"}, "not registered here"),
        ({"iss": "https://elsewhere.example"}, "not registered here"),
        ({f"{CLAIM}deployment_id": "another"}, "Unable to find deployment"),
        ({f"{CLAIM}version": "1.1"}, "expected 1.3.0"),
        ({f"{CLAIM}message_type": "Nonsense"}, "Unrecognized message type"),
    ],
)
def test_what_is_old_or_not_meant_for_this_site_is_refused(
    emulator: Emulator, claims: dict[str, Any], reason: str
) -> None:
    assert reason in refused(Client(), emulator, claims)


def test_a_forged_signature_is_refused(emulator: Emulator) -> None:
    assert "decode id_token" in refused(Client(), emulator, {}, key=make_key())


def test_a_made_up_state_is_refused(emulator: Emulator) -> None:
    assert "State not found" in refused(Client(), emulator, {}, state="state-made-up")


def test_another_browser_cannot_finish_a_launch(emulator: Emulator) -> None:
    asked = begin(Client(), emulator)
    token = emulator.sign(emulator.claims(asked["nonce"], "ada", "Instructor"))
    assert Client().post("/lti/launch", {"id_token": token, "state": asked["state"]}).status_code == 403


def test_no_token_an_unsigned_and_a_garbled_one_are_refused(emulator: Emulator) -> None:
    client = Client()
    asked = begin(client, emulator)
    claims = emulator.claims(asked["nonce"], "ada", "Instructor")
    unsigned = jwt.encode(claims, "", algorithm="none", headers={"kid": KID})
    for token in ("", "a.b", "a.b.c", unsigned):
        assert client.post("/lti/launch", {"id_token": token, "state": asked["state"]}).status_code == 403


def test_a_launch_is_used_once(emulator: Emulator) -> None:
    client = Client()
    asked = begin(client, emulator)
    post = {"id_token": emulator.sign(emulator.claims(asked["nonce"], "tina", "Instructor")), "state": asked["state"]}
    assert client.post("/lti/launch", post).status_code == 302
    response = client.post("/lti/launch", post)
    assert response.status_code == 403
    assert "used already" in response.content.decode()


@pytest.mark.parametrize("data", [{}, {"iss": "https://elsewhere.example", "login_hint": "h"}])
def test_unknown_platforms_are_sent_nowhere(emulator: Emulator, data: dict[str, str]) -> None:
    assert Client().post("/lti/login", data).status_code == 403


def test_whoever_the_platform_gives_no_part_has_none(emulator: Emulator) -> None:
    response = launch(Client(), emulator, "eve", "Nonsense")
    assert (response.status_code, Course.objects.count()) == (400, 0)


def deep_claims(emulator: Emulator) -> dict[str, Any]:
    return {
        f"{CLAIM}message_type": "LtiDeepLinkingRequest",
        f"{DL}deep_linking_settings": {
            "deep_link_return_url": f"{emulator.url}/deep", "accept_types": ["ltiResourceLink"],
            "accept_presentation_document_targets": ["window"], "data": "opaque",
        },
    }  # fmt: skip


def test_a_teacher_chooses_what_links_lead_to(emulator: Emulator) -> None:
    client = Client()
    page = launch(client, emulator, "tina", "Instructor", **deep_claims(emulator))
    ticket = page.context["ticket"]
    response = client.post("/lti/choose", {"ticket": ticket, "work": ["lesson:first-jail", "lesson:second-jail"]})
    assert f"form-action 'self' {emulator.url};" in response["Content-Security-Policy"]
    answer = response.context["answer"]
    (key,) = emulator.tool_keys["keys"]
    claims = jwt.decode(answer.jwt, jwt.PyJWK(key).key, algorithms=["RS256"], audience=emulator.url)
    assert (claims["iss"], claims[f"{DL}data"], claims[f"{CLAIM}deployment_id"]) == (CLIENT, "opaque", DEPLOYMENT)
    chosen = [item["custom"]["work"] for item in claims[f"{DL}content_items"]]
    assert chosen == ["lesson:first-jail", "lesson:second-jail"]


@pytest.mark.parametrize(
    "choice", [{"work": []}, {"work": ["lesson:nonsense"]}, {"work": ["lesson:first-jail"], "ticket": "x"}]
)
def test_no_choice_and_a_forged_one_are_refused(emulator: Emulator, choice: dict[str, Any]) -> None:
    client = Client()
    ticket = launch(client, emulator, "tina", "Instructor", **deep_claims(emulator)).context["ticket"]
    assert client.post("/lti/choose", {"ticket": ticket, **choice}).status_code == 400


def test_students_choose_nothing(emulator: Emulator) -> None:
    assert launch(Client(), emulator, "ada", "Learner", **deep_claims(emulator)).status_code == 403


def opened(emulator: Emulator) -> Context:
    launch(Client(), emulator, "tina", "Instructor")
    launch(Client(), emulator, "ada", "Learner", **TO_WORK)
    return Context.objects.get()


def test_names_and_roles_become_the_roster(emulator: Emulator) -> None:
    context = opened(emulator)
    emulator.members = [
        {"user_id": "ada", "name": "Ada Lovelace", "roles": [f"{MEMBERSHIP}Learner"]},
        {"user_id": "bob", "name": "Bob", "roles": ["Learner"], "status": "Active"},
        {"user_id": "gone", "name": "Gone", "roles": ["Learner"], "status": "Deleted"},
        {"user_id": "tina", "name": "Tina T.", "roles": [f"{MEMBERSHIP}Instructor"]},
        {"user_id": "mia", "name": "Mia", "roles": [f"{MEMBERSHIP}Mentor"]},
    ]
    assert services.read_people(context) == (2, 2)
    assert services.read_people(context) == (0, 0)
    places = {place.name: place.role for place in context.course.memberships.all()}
    assert places == {"Ada Lovelace": "student", "Bob": "student", "Mia": "observer", "Tina T.": "owner"}
    client = Client()
    launch(client, emulator, "bob", "Learner")
    assert Membership.objects.filter(course=context.course).count() == 4, "Bob takes the place that waited for him"


def test_marks_are_sent_once_and_again_when_they_change(emulator: Emulator) -> None:
    context = opened(emulator)
    place = Membership.objects.get(name="Ada")
    hand_in(place, NOON, 3)
    assert services.send_marks(context) == 1
    ((item, score),) = emulator.scores
    assert (score["userId"], score["scoreGiven"], score["scoreMaximum"], score["gradingProgress"]) == (
        "ada", 7.5, 10.0, "FullyGraded",
    )  # fmt: skip
    assert services.send_marks(context) == 0
    hand_in(place, NOON, 4)
    assert services.send_marks(context) == 1
    assert emulator.scores[-1][1]["scoreGiven"] == 10
    assert [one["tag"] for one in emulator.lineitems.values()] == [services.tag_of(Assignment.objects.get())]
    assert item == "/lineitems/1"


def test_a_column_is_found_again_when_we_have_forgotten_it(emulator: Emulator) -> None:
    context = opened(emulator)
    hand_in(Membership.objects.get(name="Ada"), NOON, 3)
    services.send_marks(context)
    context.lineitems.all().delete()
    assert services.send_marks(context) == 1
    assert len(emulator.lineitems) == 1


def test_the_column_of_a_link_is_used(emulator: Emulator) -> None:
    launch(Client(), emulator, "tina", "Instructor")
    own = {"scope": ["https://purl.imsglobal.org/spec/lti-ags/scope/score"], "lineitem": f"{emulator.url}/lineitems/77"}
    own["lineitems"] = f"{emulator.url}/lineitems"
    launch(Client(), emulator, "ada", "Learner", **TO_WORK, **{AGS: own})
    hand_in(Membership.objects.get(name="Ada"), NOON, 4)
    services.send_marks(Context.objects.get())
    assert [item for item, _ in emulator.scores] == ["/lineitems/77"]
    assert emulator.lineitems == {}


def test_an_excused_mark_is_sent_as_not_graded(emulator: Emulator) -> None:
    context = opened(emulator)
    place, work = Membership.objects.get(name="Ada"), Assignment.objects.get()
    hand_in(place, NOON, 2)
    mark = Mark.objects.get()
    marks.override(work, place, mark.version, Membership.objects.get(name="Tina"), None, True, "ill")
    services.send_marks(context)
    assert (emulator.scores[0][1]["gradingProgress"], "scoreGiven" in emulator.scores[0][1]) == ("NotReady", False)


def test_a_platform_that_does_not_answer_is_told_of_and_nothing_is_lost(emulator: Emulator) -> None:
    context = opened(emulator)
    hand_in(Membership.objects.get(name="Ada"), NOON, 3)
    emulator.broken = True
    for action in (services.send_marks, services.read_people):
        with pytest.raises(Conflict, match="The platform did not"):
            action(context)
    emulator.broken = False
    assert services.send_marks(context) == 1


def test_by_timer(emulator: Emulator) -> None:
    opened(emulator)
    hand_in(Membership.objects.get(name="Ada"), NOON, 4)
    said = io.StringIO()
    call_command("lti_sync", stdout=said)
    assert said.getvalue() == "Operating systems: people: (0, 0)\nOperating systems: marks: 1\n"


def test_our_key_is_sealed_and_stays(emulator: Emulator) -> None:
    assert "PRIVATE KEY" not in ToolKey.objects.get().private
    assert Client().get("/lti/keys").json() == emulator.tool_keys
    assert set(emulator.tool_keys["keys"][0]) == {"kty", "kid", "alg", "use", "n", "e"}


def test_platforms_are_registered_by_command() -> None:
    with pytest.raises(CommandError, match="Missing: --issuer, --client"):
        call_command("lti_platform", "School")
    options = {
        "issuer": "https://lms.example", "client": "c", "login_url": "https://lms.example/a", "keys_url": "https://lms.example/k",
        "token_url": "https://lms.example/t", "deployment": ["1"],
    }  # fmt: skip
    call_command("lti_platform", "School", **options, stdout=io.StringIO())
    call_command("lti_platform", "School 2", **options, stdout=io.StringIO())
    assert [str(one) for one in Platform.objects.all()] == ["School 2"]
    with pytest.raises(CommandError, match="is no address"):
        call_command("lti_platform", "School", **{**options, "token_url": "file:///etc/passwd"})

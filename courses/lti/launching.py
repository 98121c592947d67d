"""A launch that was checked becomes a learner, a course and a place in it."""

from __future__ import annotations

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from pylti1p3.contrib.django import DjangoCacheDataStorage, DjangoMessageLaunch, DjangoOIDCLogin
from pylti1p3.exception import LtiException, OIDCException

from courses.assignables import KINDS, title_of
from courses.audience import is_for, sections_of, with_sections
from courses.lti.claims import Launch, read_launch
from courses.lti.tool import KnownPlatforms, Patient
from courses.marks import refresh
from courses.models import Assignment, Context, Course, LineItem, Membership, Platform, PlatformUser
from courses.planning import put_last
from courses.roles import OWNER, STAFF, STUDENT, TEACHERS
from lessons.learners import take_on
from lessons.models import Learner
from lessons.refusals import Forbidden, Refusal

SESSION_SECONDS = 12 * 3600
LIFETIME = 3600  # of a login's state and nonce, and of what a launch carried
MARK = "lti"  # in the session: it is no cookie, and it ends


def login(request: HttpRequest) -> HttpResponse:
    """The platform says that somebody comes; the browser is sent back there to prove it. Raises Refusal."""
    try:
        storage = DjangoCacheDataStorage()
        flow = DjangoOIDCLogin(request, KnownPlatforms(), launch_data_storage=storage)
        flow.set_launch_data_storage(storage).set_launch_data_lifetime(LIFETIME)
        response: HttpResponse = flow.redirect(request.build_absolute_uri(reverse("lti:launch")))
    except (OIDCException, LtiException) as error:
        raise Forbidden(_("This launch is refused: %(error)s.") % {"error": error}) from None
    return response


def checked(request: HttpRequest) -> DjangoMessageLaunch:
    """The launch, its signature, age, nonce, state, client and deployment checked; used once. Raises Forbidden."""
    storage = DjangoCacheDataStorage()
    launch = DjangoMessageLaunch(
        request, KnownPlatforms(), launch_data_storage=storage, requests_session=Patient()
    )
    try:
        launch.set_public_key_caching(DjangoCacheDataStorage(), cache_lifetime=LIFETIME)
        body = launch.validate().get_launch_data()
    except LtiException as error:
        raise Forbidden(_("This launch is refused: %(error)s.") % {"error": error}) from None
    # The library lets a nonce serve for as long as it lives.
    if not cache.add(f"lti-nonce:{body['iss']}:{body['nonce']}", True, timeout=LIFETIME):
        raise Forbidden(_("This launch was used already. Open it again from your platform."))
    return launch


def platform_of(launch: DjangoMessageLaunch) -> Platform:
    return Platform.objects.get(issuer=launch.get_iss(), client=launch.get_client_id())


def enter(request: HttpRequest, message: DjangoMessageLaunch) -> str:
    """Takes the person in; the address to go on to. Raises Refusal."""
    platform = platform_of(message)
    launch = read_launch(message.get_launch_data(), platform.client)
    with transaction.atomic():
        learner = learner_of(platform, launch.sub)
        context = context_of(platform, launch, learner)
        place = place_of(context.course, learner, launch)
        assignment = assignment_of(context, place, launch)
    request.session.flush()  # whoever was signed in here is somebody else
    take_on(request.session, learner)
    request.session[MARK] = platform.pk
    request.session.set_expiry(SESSION_SECONDS)
    if assignment is not None and place.role == STUDENT:
        return KINDS[assignment.kind].url(assignment.reference)
    return reverse("courses:home", args=[context.course_id])


def learner_of(platform: Platform, sub: str) -> Learner:
    """Somebody of a platform, who is nobody's account here."""
    found = PlatformUser.objects.select_related("learner").filter(platform=platform, sub=sub).first()
    if found is None:
        found = PlatformUser.objects.create(platform=platform, sub=sub, learner=Learner.objects.create())
    return found.learner


def context_of(platform: Platform, launch: Launch, learner: Learner) -> Context:
    """The course of a platform's course; a teacher's first launch makes it. Its services are noted anew each time."""
    context = Context.objects.select_related("course").filter(platform=platform, name=launch.context).first()
    if context is None:
        if launch.role not in TEACHERS:
            raise Refusal(_("Your teacher has not opened this course here yet."))
        course = Course.objects.create(title=launch.title)
        Membership.objects.create(
            course=course, learner=learner, role=OWNER, name=launch.name, email=launch.email
        )
        context = Context(platform=platform, name=launch.context, course=course)
    context.deployment = launch.deployment
    for name in ("members_url", "lineitems_url", "scopes"):
        setattr(context, name, getattr(launch, name) or getattr(context, name))
    context.save()
    return context


def place_of(course: Course, learner: Learner, launch: Launch) -> Membership:
    """Somebody's place; what they are follows the platform, but an owner stays one."""
    place = Membership.objects.filter(course=course, learner=learner).first()
    if place is None:
        if course.archived:
            raise Refusal(_("This course is archived."))
        taken = launch.email and Membership.objects.filter(course=course, email=launch.email).exists()
        email = "" if taken else launch.email
        return Membership.objects.create(
            course=course, learner=learner, role=launch.role, name=launch.name, email=email
        )
    if place.role != OWNER and place.role != launch.role:
        place.role = launch.role
        place.save(update_fields=["role"])
    return place


def assignment_of(context: Context, place: Membership, launch: Launch) -> Assignment | None:
    """The assignment that a link means; made when staff or the first student follows it."""
    kind, _colon, reference = launch.work.partition(":")
    if kind not in KINDS or reference not in dict(KINDS[kind].choices(context.course)):
        return None
    assigned = list(with_sections(context.course).filter(kind=kind, reference=reference))
    theirs = [one for one in assigned if is_for(sections_of(one), place)]
    found = next(iter([*theirs, *assigned]), None)
    if found is None:
        title = title_of(kind, reference, context.course)
        found = Assignment(course=context.course, kind=kind, reference=reference, title=title)
        put_last(found, place if place.role in STAFF else None)
    if launch.lineitem:
        LineItem.objects.update_or_create(context=context, assignment=found, defaults={"url": launch.lineitem})
    refresh(found, [place])
    return found

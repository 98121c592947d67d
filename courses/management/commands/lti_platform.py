"""`manage.py lti_platform`: registers a learning platform, or lists those that are, with what they must be told."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.models import Platform

NEEDED = ("issuer", "client", "login_url", "token_url", "keys_url", "deployment")


class Command(BaseCommand):
    """Only who runs the site decides whose word it takes: there is no page for this."""

    help = "Register a learning platform (LTI 1.3), or list them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("title", nargs="?", help="what it is called here; without it, platforms are listed")
        for name in NEEDED:
            action = "append" if name == "deployment" else "store"
            parser.add_argument(f"--{name.replace('_', '-')}", action=action, dest=name)

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["title"]:
            return self.list()
        missing = [f"--{name.replace('_', '-')}" for name in NEEDED if not options[name]]
        if missing:
            raise CommandError(f"Missing: {', '.join(missing)}")
        urls = {name: options[name] for name in ("login_url", "token_url", "keys_url")}
        for name, url in urls.items():
            if not url.startswith(("https://", "http://")):
                raise CommandError(f"--{name.replace('_', '-')} is no address.")
        _, made = Platform.objects.update_or_create(
            issuer=options["issuer"],
            client=options["client"],
            defaults={"title": options["title"], "deployments": options["deployment"], **urls},
        )
        self.stdout.write(f"{'Registered' if made else 'Changed'}: {options['title']}")
        self.stdout.write("Tell it: login /lti/login, launch /lti/launch, keys /lti/keys; to open in a new window.")
        return None

    def list(self) -> None:
        for one in Platform.objects.order_by("title"):
            self.stdout.write(f"{one.title}: {one.issuer} {one.client} {' '.join(one.deployments)}")

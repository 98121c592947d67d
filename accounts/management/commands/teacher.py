"""`manage.py teacher`: names teachers, who may make courses, by their accounts' addresses; without one, lists them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User


class Command(BaseCommand):
    """Whoever makes a course sees teacher's notes and answers: on a site for examinations, not everybody should."""

    help = "Name teachers, or list them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", nargs="*", help="of an account; without one, teachers are listed")
        parser.add_argument("--no-longer", action="store_true", help="they are teachers no longer; their courses stay")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["address"]:
            for user in User.objects.filter(teaches=True).order_by("email"):
                self.stdout.write(user.email)
        users = {address: User.objects.filter(email__iexact=address).first() for address in options["address"]}
        unknown = [address for address, user in users.items() if user is None]
        if unknown:
            raise CommandError(f"No account has the address {unknown[0]}. Nobody was changed.")
        User.objects.filter(pk__in=[user.pk for user in users.values() if user]).update(
            teaches=not options["no_longer"]
        )

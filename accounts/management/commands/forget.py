"""`manage.py forget`: deletes work that nobody used for as long as the site promises to keep it, no longer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.deleting import can_delete, delete, is_in_use, unused_since
from lessons.sessions import SessionStore


class Command(BaseCommand):
    """Meant for a daily timer."""

    help = "Delete learners unused for longer than CELLBLOCK_KEEP_BROWSER_DAYS and CELLBLOCK_KEEP_ACCOUNT_DAYS."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would go, delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        for days, accounts in ((settings.KEEP_BROWSER_DAYS, False), (settings.KEEP_ACCOUNT_DAYS, True)):
            unused = unused_since(timezone.now() - timedelta(days=days), accounts)
            going = [learner for learner in unused if can_delete(learner) and not is_in_use(learner)]
            for learner in going if not options["dry_run"] else ():
                delete(learner)
            what = "accounts" if accounts else "browsers without an account"
            self.stdout.write(f"{len(going)} {what} unused for {days} days")
        if not options["dry_run"]:
            SessionStore.clear_expired()

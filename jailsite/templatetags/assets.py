"""Template tags: the import map, and links to what a module imports."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from jailsite.importmap import import_map as make
from jailsite.importmap import needed, words_module

register = template.Library()


@register.simple_tag(takes_context=True)
def import_map(context: dict[str, Any]) -> SafeString:
    """The import map as a script element with this response's nonce."""
    # `<` cannot end the element early; the rest is JSON.
    text = json.dumps(make(), separators=(",", ":")).replace("<", "\\u003c")
    nonce = context["request"].csp_nonce
    return format_html('<script type="importmap" nonce="{}">{}</script>', nonce, mark_safe(text))


@register.simple_tag
def preload(entry: str) -> SafeString:
    """Links to all modules that a module imports, so that none is waited for by another."""
    paths = needed(entry) if settings.PLAIN_STATIC else kept_needed(entry, words_module())
    return format_html_join("\n", '<link rel="modulepreload" href="{}">', ((static(path),) for path in paths))


@cache
def kept_needed(entry: str, words: str) -> list[str]:
    return needed(entry)

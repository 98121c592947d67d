"""Template tags: the import map, and the module with the elements' words."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from jailsite.importmap import import_map as make
from jailsite.importmap import words_module

register = template.Library()


@register.simple_tag(takes_context=True)
def import_map(context: dict[str, Any]) -> SafeString:
    """The import map as a script element with this response's nonce."""
    # `<` cannot end the element early; the rest is JSON.
    text = json.dumps(make(), separators=(",", ":")).replace("<", "\\u003c")
    nonce = context["request"].csp_nonce
    return format_html('<script type="importmap" nonce="{}">{}</script>', nonce, mark_safe(text))


@register.simple_tag
def words() -> str:
    """The address of the elements' words in the reader's language."""
    return static(words_module())

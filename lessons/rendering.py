"""Lesson text from Markdown.

No raw HTML, and shell blocks as commands that the page can insert at the prompt.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

SHELL = "sh"


class LessonRenderer(RendererHTML):
    """HTML for lessons: `sh` blocks are marked, links leave no trace of where the reader came from."""

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        if token.info.strip() == SHELL:
            token.attrSet("class", "commands")
            return f"<pre{self.renderAttrs(token)}>{escaped(token.content)}</pre>\n"
        return super().fence(tokens, idx, options, env)

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        tokens[idx].attrSet("rel", "noreferrer")
        return self.renderToken(tokens, idx, options, env)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def make_parser() -> MarkdownIt:
    parser: Any = MarkdownIt("commonmark", {"html": False}, renderer_cls=LessonRenderer)
    # Pictures would come from elsewhere; the graphs are drawn, not loaded.
    return parser.enable("table").disable(["image", "html_block", "html_inline"])


PARSER = make_parser()


def render_markdown(text: str) -> str:
    """HTML of one Markdown text, safe to put into a page."""
    return PARSER.render(text)

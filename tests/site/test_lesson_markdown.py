"""Lesson text: Markdown without raw HTML, shell blocks as commands, nothing loaded from elsewhere."""

from __future__ import annotations

import pytest

from lessons.rendering import render_markdown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("```sh\njls -v > x & y\n```", '<pre class="commands">jls -v &gt; x &amp; y\n</pre>\n'),
        ("```\nJID\n```", "<pre><code>JID\n</code></pre>\n"),
        ("a <script>alert(1)</script>", "<p>a &lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("<img src=x onerror=y>", "<p>&lt;img src=x onerror=y&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[man](/man)", '<p><a href="/man" rel="noreferrer">man</a></p>\n'),
        ("`{x}` *y*", "<p><code>{x}</code> <em>y</em></p>\n"),
        (
            "|a|\n|-|\n|1|",
            "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n</tr>\n</tbody>\n</table>\n",
        ),
    ],
)
def test_renders(text: str, html: str) -> None:
    assert render_markdown(text) == html


def test_pictures_are_not_loaded() -> None:
    assert "<img" not in render_markdown("![x](https://elsewhere.example/x.png)")

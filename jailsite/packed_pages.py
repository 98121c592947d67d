"""Pages travel compressed; what is no page stays as it is, for its marks (ETags) are compared to the letter.

Django's own middleware does the work: it hides the length of a page that holds a secret behind random bytes
(BREACH), and the secret of forms is masked anew in each page.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

PAGE = "text/html"


class PackedPagesMiddleware(GZipMiddleware):
    """Compresses responses that are HTML, for browsers that say they can read it."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The response, packed if it is a page."""
        if not response.get("Content-Type", "").startswith(PAGE):
            return response
        packed: HttpResponseBase = super().process_response(request, response)
        return packed

"""ping(8): echo requests and what comes back."""

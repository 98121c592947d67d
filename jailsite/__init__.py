"""The Django project: settings, addresses, static files, the browser's machine bundle."""

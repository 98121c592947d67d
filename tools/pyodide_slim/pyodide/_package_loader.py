"""Where packages would be installed. None ever is, so nothing that unpacks one is here."""

from site import getsitepackages

# A memory snapshot expects this object at its place, too; see webloop.
from pyodide_js import loadedPackages  # noqa: F401


class Folder:
    """A path that JavaScript asks for its ``__str__``, which a plain string would not have there."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __str__(self) -> str:
        return self.path


SITE_PACKAGES = Folder(getsitepackages()[0])
DSO_DIR = Folder("/usr/lib")


def init_loaded_packages() -> None:
    """Called once the package index is read, which names none."""

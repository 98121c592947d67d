"""No documentation for the methods of JavaScript's objects: composing it took longer than importing most modules."""

from collections.abc import Callable


def get_cmeth_docstring(func: Callable[..., object]) -> str:
    """What C code writes into a method's table of itself."""
    return func.__name__

"""WeakSet under the name by which the library imports it."""

from weakref import WeakSet

__all__ = ["WeakSet"]

"""The operators as functions."""

import _operator
from _operator import *
from _operator import _compare_digest

# Each also has the name of its special method.
for _name, _function in list(vars(_operator).items()):
    if not _name.startswith("_") and callable(_function) and not isinstance(_function, type):
        if _name not in ("truth", "is_", "is_not", "countOf", "indexOf", "length_hint"):
            globals()[f"__{_name.rstrip('_')}__"] = _function
del _name, _function

__all__ = sorted(n for n in vars(_operator) if not n.startswith("_"))

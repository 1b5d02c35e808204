"""The compiled functions, for steps that do without them until they are at hand.

To compile them takes the better part of a minute, once on a machine, and to load them seconds: so they are loaded when
the first slip is read, and not before. From then on steps that go through whole texts use them, too. What comes out is
the same.
"""

from __future__ import annotations

from typing import Any


class _Loaded:
    functions: Any = None


def use(functions: Any) -> None:
    """From now on, use these functions, those of `slips.kernel`; None: none."""
    _Loaded.functions = functions


def functions() -> Any:
    """Return the compiled functions, None if they are not loaded."""
    return _Loaded.functions

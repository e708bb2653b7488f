"""kundig keeps a company oriented to its customers.

`import kundig` is cheap: the question layer and its engines are loaded at the first call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Answer", "__version__", "ask", "measures"]

if TYPE_CHECKING:
    from kundig.answers import Answer, ask, measures


def __getattr__(name: str) -> Any:
    """Load the question layer only when somebody asks."""
    if name in {"Answer", "ask", "measures"}:
        from kundig import answers

        return getattr(answers, name)
    raise AttributeError(f"module 'kundig' has no attribute {name!r}")

"""The US-China compute gap, worked out."""

from __future__ import annotations

__version__ = "0.1.0"

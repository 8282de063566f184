"""Frozen answers, one module a question: what every report draws, with nothing left to work out."""

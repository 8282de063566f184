"""Rank correlations between inputs: data like any figure."""

from __future__ import annotations

from computegap.records.kinds import RankCorrelation, Record


class Correlation(Record):
    """Two inputs that tend to be high together, or one high where the other is low."""

    inputs: tuple[str, str]
    """Paths of the figures, as `--set` takes them."""
    rank_correlation: RankCorrelation
    """Spearman's, between the draws of the two."""

"""What export rules measure in a chip."""

from __future__ import annotations

# Imported at run time: the units in these signatures are the graph's.
from computegap.units import (
    Count,
    OperationsPerSecond,
    SquareMillimetre,
    TotalProcessingPerformance,
    TotalProcessingPerformanceDensity,
)

OPERATIONS_IN_A_TERA = 1e12


def total_processing_performance(peak: OperationsPerSecond, bits: Count) -> TotalProcessingPerformance:
    """TPP of one number format: the measure of ECCN 3A090.

    Parameters
    ----------
    peak : float or array
        Dense peak in the format. [OP/s]
    bits : float or array, broadcastable
        Bit length of the format. [1]

    Returns
    -------
    total_processing_performance : float or array
        A chip's TPP is the largest over its formats. [bit.TOP/s]

    Notes
    -----
    total_processing_performance = dense TOPS * bits = 2 * MacTOPS * bits

    References
    ----------
    bis-2023-10-17-a

    Examples
    --------
    >>> total_processing_performance(296e12, 8.0)
    2368.0
    """
    return peak / OPERATIONS_IN_A_TERA * bits


def performance_density(
    total_processing_performance: TotalProcessingPerformance, die_area: SquareMillimetre
) -> TotalProcessingPerformanceDensity:
    """TPP over the area that it is made on.

    Parameters
    ----------
    total_processing_performance : float or array
        The chip's TPP. [bit.TOP/s]
    die_area : float or array, broadcastable
        Applicable area of its logic dies. [mm2]

    Returns
    -------
    performance_density : float or array
        The second measure of ECCN 3A090. [bit.TOP/s/mm2]

    Notes
    -----
    performance_density = total_processing_performance / die_area

    References
    ----------
    bis-2023-10-17-a

    Examples
    --------
    >>> round(performance_density(2368.0, 814.0), 1)
    2.9
    """
    return total_processing_performance / die_area

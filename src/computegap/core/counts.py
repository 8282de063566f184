"""From chips that somebody counted to compute."""

from __future__ import annotations

from computegap.core.elementwise import total

# Imported at run time: the units in these signatures are the graph's.
from computegap.units import Count, Fraction, H100e


def channel_compute(counted_chips: Count, h100_equivalent: H100e) -> H100e:
    """Peak compute that comes by one channel.

    Parameters
    ----------
    counted_chips : array, shape (sample,)
        Chips counted. [1]
    h100_equivalent : array, broadcastable
        Peak of one of them. [H100e]

    Returns
    -------
    channel_compute : array
        Peak, not what software gets out of it. [H100e]

    Notes
    -----
    channel_compute = counted_chips * h100_equivalent

    References
    ----------
    epoch-ai-chip-counts

    Examples
    --------
    >>> round(channel_compute(1_489_899, 296 / 1979))
    222845
    """
    return counted_chips * h100_equivalent


def counted_compute(channel_compute: H100e) -> H100e:
    """Peak compute of a side, over all channels.

    Parameters
    ----------
    channel_compute : array, shape (channel, sample)
        Peak compute by channel. [H100e]

    Returns
    -------
    counted_compute : array, shape (sample,)
        Sum over channels, draw by draw: sums of percentiles would overstate the range. [H100e]

    Notes
    -----
    counted_compute = sum of channel_compute over channels

    References
    ----------
    epoch-ai-chip-counts

    Examples
    --------
    >>> counted_compute(401_698.0)
    401698.0
    """
    return total(channel_compute)


def channel_share(channel_compute: H100e, counted_compute: H100e) -> Fraction:
    """Share of a side's compute that comes by one channel.

    Parameters
    ----------
    channel_compute : array, shape (channel, sample)
        Peak compute by channel. [H100e]
    counted_compute : array, shape (sample,)
        Over all channels. [H100e]

    Returns
    -------
    channel_share : array, shape (channel, sample)
        Adds up to 1 over the channels. [1]

    Notes
    -----
    channel_share = channel_compute / counted_compute

    References
    ----------
    epoch-ai-chip-counts

    Examples
    --------
    >>> channel_share(1.0, 4.0)
    0.25
    """
    return channel_compute / counted_compute

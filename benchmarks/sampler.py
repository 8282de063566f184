"""How fast, how exact and how large sampling is, against drawing alone and against others' samplers.

Run with the project installed: `python benchmarks/sampler.py [SAMPLES] [ROUNDS] [MOST]`; squigglepy, and Squiggle with
SQUIGGLE naming a folder into which `npm install @quri/squiggle-lang` was run, are compared with where they are there.
Everybody runs in turn, a round at a time; each ratio is taken inside a round, and the median of the rounds is printed.
MOST is the samples of the run whose memory is compared with that of SAMPLES: 1e8 takes minutes.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import numpy as np
from sampling import beliefs
from start_up import RUN, seconds

from computegap.core.distributions import NORMAL_DEVIATE_OF_P95
from computegap.core.elementwise import exp, log
from computegap.core.graph import Graph
from computegap.core.sampling import PERCENTILES, Plan, draws
from computegap.studies.blocks import BLOCK, in_blocks
from computegap.studies.inputs import quantity

if TYPE_CHECKING:
    from collections.abc import Callable

    from computegap.results.shared import Quantity
    from computegap.units import Array, Values

BELIEFS = [belief._replace(place=index) for index, belief in enumerate(beliefs())]
SIDE = (
    "spending", "share", "growth", *(f"{what}_{kind}" for what in ("weight", "price", "use") for kind in "abc"),
    "loss", "power",
)  # fmt: skip
"""Inputs of a side, twice over; the exponent and the yearly growth are the last two of the thirty."""
OUTPUTS = ("added", "at_work")
PAIR_OUTPUTS = ("ratio", "ratio_at_work", "gap", "lag")
SEEDS = 64
ERRORS_AT = 2**18
Plain = Annotated["Values", "1"]

# The model: 30 inputs, 60 operations, 6 outputs. ---------------------------------------------------------------------


def budget(spending: Plain, share: Plain, growth: Plain) -> Plain:
    """Money for chips."""
    return spending * share * growth


def weight(weight_a: Plain, weight_b: Plain, weight_c: Plain) -> Plain:
    """Weights of three kinds of chips, together."""
    return weight_a + weight_b + weight_c


def price(
    weight: Plain, weight_a: Plain, weight_b: Plain, weight_c: Plain, price_a: Plain, price_b: Plain, price_c: Plain
) -> Plain:
    """Mean price of a unit of compute."""
    return weight_a / weight * price_a + weight_b / weight * price_b + weight_c / weight * price_c


def use(
    weight: Plain, weight_a: Plain, weight_b: Plain, weight_c: Plain, use_a: Plain, use_b: Plain, use_c: Plain
) -> Plain:
    """Mean utilisation."""
    return weight_a / weight * use_a + weight_b / weight * use_b + weight_c / weight * use_c


def added(budget: Plain, price: Plain) -> Plain:
    """Compute that is bought."""
    return budget / price


def at_work(added: Plain, use: Plain, loss: Plain, power: Plain) -> Plain:
    """Compute that does work."""
    return added * use / (loss / power) ** 0.5


def ratio(first_added: Plain, second_added: Plain) -> Plain:
    """Compute of one side over the other's."""
    return first_added / second_added


def ratio_at_work(first_at_work: Plain, second_at_work: Plain) -> Plain:
    """The same of compute that does work."""
    return first_at_work / second_at_work


def gap(ratio_at_work: Plain, exponent: Plain) -> Plain:
    """Gap in performance."""
    return 1 - exp(-0.2 * exponent * log(ratio_at_work))


def lag(ratio_at_work: Plain, yearly: Plain) -> Plain:
    """Lag in years."""
    return log(ratio_at_work) / log(1 + yearly)


SIDES = Graph([budget, weight, price, use, added, at_work])
PAIR = Graph([ratio, ratio_at_work, gap, lag])


def model(values: list[Values]) -> list[Values]:
    """Six outputs of thirty inputs, by our own graph."""
    given: dict[str, Values] = {"exponent": values[28], "yearly": values[29]}
    for place, name in enumerate(("first", "second")):
        inputs = dict(zip(SIDE, values[14 * place : 14 * place + 14], strict=True))
        side = SIDES.evaluate(OUTPUTS, inputs)
        given.update({f"{name}_{output}": side[output] for output in OUTPUTS})
    pair = PAIR.evaluate(PAIR_OUTPUTS, given)
    return [given["first_added"], given["second_at_work"], *(pair[name] for name in PAIR_OUTPUTS)]


# Those who draw it. --------------------------------------------------------------------------------------------------


class Answer(NamedTuple):
    """What our run says."""

    outputs: tuple[Quantity, ...]


def ours(samples: int, seed: int = 0) -> tuple[Quantity, ...]:
    """Percentiles with their standard errors, in blocks as `compare` has them."""
    return run_of(lambda plan: [draws(belief, plan) for belief in BELIEFS], samples, seed)


def run_of(drawn: Callable[[Plan], list[Values]], samples: int, seed: int) -> tuple[Quantity, ...]:
    """Our run, of anybody's draws."""

    def answer(block: int, size: int) -> Answer:
        return Answer(tuple(quantity(value, "1") for value in model(drawn(Plan(seed, size, block=block)))))

    return in_blocks(answer, samples, headline=lambda result: result.outputs[0]).result.outputs


def drawn_by_numpy(generator: np.random.Generator, samples: int) -> list[Values]:
    """Inputs from numpy's generator, in its own distributions."""
    found: list[Values] = []
    for belief in BELIEFS:
        if belief.shape == "uniform":
            found.append(generator.uniform(belief.low, belief.high, samples))
        else:
            spread = np.log(belief.high) / NORMAL_DEVIATE_OF_P95
            found.append(generator.lognormal(0.0, spread, samples))
    return found


def draws_alone(samples: int) -> None:
    """Draw as many values of the same distributions with numpy's generator in blocks, and do nothing with them."""
    generator = np.random.default_rng(0)
    for _ in range(0, samples, BLOCK):
        drawn_by_numpy(generator, BLOCK)


def bits_alone(samples: int) -> None:
    """Draw as many uniform values into one small array: the least that numpy's generator can do."""
    generator, into = np.random.default_rng(0), np.empty(2**13)
    for _ in range(0, len(BELIEFS) * samples, len(into)):
        generator.random(out=into)


def plain_monte_carlo(samples: int, seed: int = 0) -> list[Array]:
    """Whole arrays from numpy's generator and percentiles by numpy."""
    values = model(drawn_by_numpy(np.random.default_rng(seed), samples))
    return [np.percentile(value, PERCENTILES) for value in values]


def squigglepy(samples: int) -> None:
    """The same from squigglepy's draws."""
    import squigglepy as sq  # noqa: PLC0415 - the script runs without it

    values = [
        sq.sample(
            sq.uniform(item.low, item.high) if item.shape == "uniform" else sq.lognorm(item.low, item.high), samples
        )
        for item in BELIEFS
    ]
    for value in model(values):
        np.percentile(value, PERCENTILES)


def squigglepy_by_operators(samples: int) -> None:
    """The same where squigglepy's distributions are combined by its own operators, which draw an input at each use."""
    import squigglepy as sq  # noqa: PLC0415 - the script runs without it

    items = [
        sq.uniform(item.low, item.high) if item.shape == "uniform" else sq.lognorm(item.low, item.high)
        for item in BELIEFS
    ]
    sides = []
    for place in (0, 14):
        spending, share, growth, *kinds, loss, power = items[place : place + 14]
        weights, prices, uses = kinds[:3], kinds[3:6], kinds[6:]
        weight = weights[0] + weights[1] + weights[2]
        price = sum((each / weight * cost for each, cost in zip(weights[1:], prices[1:], strict=True)),
                    start=weights[0] / weight * prices[0])  # fmt: skip
        use = sum((each / weight * share for each, share in zip(weights[1:], uses[1:], strict=True)),
                  start=weights[0] / weight * uses[0])  # fmt: skip
        bought = spending * share * growth / price
        sides.append((bought, bought * use / (loss / power) ** 0.5))
    ratio_at_work = sides[0][1] / sides[1][1]
    outputs = (
        sides[0][0], sides[1][1], sides[0][0] / sides[1][0], ratio_at_work,
        1 - sq.dist_fn(sq.dist_fn(ratio_at_work, fn=np.log) * items[28] * -0.2, fn=np.exp),
        sq.dist_fn(ratio_at_work, fn=np.log) / sq.dist_fn(items[29] + 1, fn=np.log),
    )  # fmt: skip
    for output in outputs:
        np.percentile(sq.sample(output, samples), PERCENTILES)


def squigglepy_by_function(samples: int) -> float:
    """Seconds of squigglepy where a function that draws once is sampled, as its README has it; from few samples."""
    import squigglepy as sq  # noqa: PLC0415 - the script runs without it

    few = 200
    beliefs = [
        sq.uniform(item.low, item.high) if item.shape == "uniform" else sq.lognorm(item.low, item.high)
        for item in BELIEFS
    ]
    start = time.perf_counter()
    sq.sample(lambda: model([float(sq.sample(belief)) for belief in beliefs])[4], n=few)
    return (time.perf_counter() - start) * samples / few


def squiggle(samples: int) -> float:
    """Seconds of Squiggle for the same, without the start of node."""
    lines = [
        f"x{index} = Sym.{'uniform(' if item.shape == 'uniform' else 'lognormal({p5: '}{item.low}, "
        + (f"{item.high})" if item.shape == "uniform" else f"p95: {item.high}}})")
        for index, item in enumerate(BELIEFS)
    ]
    for place, name in ((0, "f"), (14, "s")):
        at = [f"x{place + index}" for index in range(14)]
        lines += [
            f"{name}w = {at[3]} + {at[4]} + {at[5]}",
            f"{name}p = " + " + ".join(f"{at[3 + kind]} / {name}w * {at[6 + kind]}" for kind in range(3)),
            f"{name}u = " + " + ".join(f"{at[3 + kind]} / {name}w * {at[9 + kind]}" for kind in range(3)),
            f"{name}a = {at[0]} * {at[1]} * {at[2]} / {name}p",
            f"{name}e = {name}a * {name}u / ({at[12]} / {at[13]}) ^ 0.5",
        ]
    lines += ["r = fa / sa", "re = fe / se", "g = 1 - exp(-0.2 * x28 * log(re))", "l = log(re) / log(1 + x29)"]
    asked = ", ".join(
        f"quantile({name}, {percent / 100})" for name in ("fa", "se", "r", "re", "g", "l") for percent in PERCENTILES
    )
    code = "\n".join(
        [line.replace("Sym.", "SampleSet.fromDist(Sym.") + (")" if "Sym." in line else "") for line in lines]
        + [f"[{asked}]"]
    )
    script = (
        "import { run } from '@quri/squiggle-lang';"
        f"const code = {json.dumps(code)}; const start = performance.now();"
        f"const environment = {{ sampleCount: {samples}, xyPointLength: 1000, seed: 's' }};"
        "const found = await run(code, { environment });"
        "const taken = performance.now() - start;"
        "if (!found.result.ok) throw new Error(found.result.value.toString());"
        "console.log(taken / 1000);"
    )
    done = subprocess.run(
        ["node", "--max-old-space-size=8000", "--input-type=module", "-e", script],  # noqa: S607 - as found on the path
        cwd=os.environ["SQUIGGLE"], check=True, capture_output=True, text=True,
    )  # fmt: skip
    return float(done.stdout)


# What is measured. ---------------------------------------------------------------------------------------------------


def timed(run: Callable[[int], object], samples: int) -> float:
    """Wall seconds, or those that a run tells of itself."""
    start = time.perf_counter()
    told = run(samples)
    return told if isinstance(told, float) else time.perf_counter() - start


def rates(samples: int, rounds: int) -> None:
    """Our rate over everybody else's."""
    others: dict[str, tuple[Callable[[int], object], float]] = {
        "numpy drawing the same values alone, one thread": (draws_alone, 0.5),
        "numpy drawing as many uniform values alone, in place": (bits_alone, 0.0),
        "plain Monte Carlo on whole arrays": (plain_monte_carlo, 0.0),
    }
    try:
        import squigglepy as _  # noqa: PLC0415 - whether it is there
    except ModuleNotFoundError:
        print("squigglepy is not installed")
    else:
        others["squigglepy, arrays drawn at once"] = (squigglepy, 4.0)
        others["squigglepy, distributions combined by its operators"] = (squigglepy_by_operators, 4.0)
        others["squigglepy, a function sampled"] = (squigglepy_by_function, 4.0)
    if "SQUIGGLE" in os.environ:
        others["Squiggle"] = (squiggle, 40.0)
    ratios: dict[str, list[float]] = {name: [] for name in others}
    for run in (ours, *(run for run, _ in others.values() if run not in (squiggle, squigglepy_by_function))):
        run(BLOCK)
    own = []
    for _ in range(rounds):
        own.append(timed(ours, samples))
        for name, (run, _) in others.items():
            ratios[name].append(timed(run, samples) / own[-1])
    print(f"{samples:,} samples in {statistics.median(own):.2f} s; our rate over that of")
    for name, found in ratios.items():
        wanted = others[name][1]
        told = f" (wanted {wanted:g})" if wanted else ""
        print(f"  {statistics.median(found):6.2f} of {name}{told}, rounds {min(found):.2f} to {max(found):.2f}")


def errors() -> None:
    """Gain in standard error over plain Monte Carlo at equal time."""
    at = ("p5", "p50", "p95")
    columns = [PERCENTILES.index(int(name[1:])) for name in at]

    def of_ours(seed: int) -> list[list[float]]:
        return [[getattr(value, name) for name in at] for value in ours(ERRORS_AT, seed)]

    def in_our_blocks(seed: int) -> list[list[float]]:
        found = run_of(
            lambda plan: drawn_by_numpy(np.random.default_rng([plan.seed, plan.block]), plan.samples), ERRORS_AT, seed
        )
        return [[getattr(value, name) for name in at] for value in found]

    def on_whole_arrays(seed: int) -> list[list[float]]:
        return [value[columns].tolist() for value in plain_monte_carlo(ERRORS_AT, seed)]

    ways = (of_ours, in_our_blocks, on_whole_arrays)
    found: dict[str, list[list[list[float]]]] = {way.__name__: [] for way in ways}
    taken: dict[str, list[float]] = {way.__name__: [] for way in ways}
    for seed in range(SEEDS):
        for way in ways:
            start = time.perf_counter()
            found[way.__name__].append(way(seed))
            taken[way.__name__].append(time.perf_counter() - start)
    print(
        f"Standard errors of p5, p50 and p95 of six outputs, {SEEDS} seeds of {ERRORS_AT:,}, of plain draws over ours"
    )
    for way in ways[1:]:
        gains = np.std(found[way.__name__], axis=0) / np.std(found["of_ours"], axis=0)
        slower = statistics.median(b / a for a, b in zip(taken["of_ours"], taken[way.__name__], strict=True))
        equal = gains * slower**0.5
        print(
            f"  {way.__name__}: at equal time median {np.median(equal):.2f} (wanted 2), least {equal.min():.2f} "
            f"(wanted 1); at equal samples median {np.median(gains):.2f}, least {gains.min():.2f}"
        )


def peak(samples: int) -> float:
    """MiB of a process of its own that runs us."""
    arguments = [sys.executable, __file__, "memory", str(samples)]
    return float(subprocess.run(arguments, check=True, capture_output=True, text=True).stdout)


def memory(samples: int, most: int) -> None:
    """Peak memory of more samples over that of fewer."""
    less, more = peak(samples), peak(most)
    print(f"Memory: {more:.0f} MiB at {most:.0e} samples, {more / less:.2f} of {samples:.0e}'s (wanted at most 1.2)")


def whole_command(rounds: int) -> None:
    """Time of `compare` at its default precision over that with one sample."""
    few = ["-c", RUN, "compare", "us", "china", "--samples", "1"]
    default = few[:-2]
    seconds(few)
    found = [seconds(default) / seconds(few) for _ in range(rounds)]
    print(f"compare: {statistics.median(found):.2f} of its time with one sample (wanted at most 1.15)")


def main() -> None:
    """Print every ratio."""
    if sys.argv[1:2] == ["memory"]:
        ours(int(sys.argv[2]))
        # Of this program alone: what `resource` tells counts the one that started it, too.
        status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
        print(int(status["VmHWM"].split()[0]) / 1024)
        return
    samples, rounds, most = (int(float(text)) for text in (*sys.argv[1:], *("1e6", "5", "1e7")[len(sys.argv) - 1 :]))
    print(f"load {Path('/proc/loadavg').read_text().split()[0]} on {os.cpu_count()} cores")
    rates(samples, rounds)
    errors()
    memory(samples, most)
    whole_command(4 * rounds)


if __name__ == "__main__":
    main()

#!/usr/bin/env bash
# Shell pipelines with computegap; run from this folder.
set -euo pipefail

# One bare value, for a script.
ratio=$(computegap compare us china --field ratio.p50)
echo "the US adds $ratio times the compute"

# A column of ratios in, a column of gaps out.
seq 10 10 50 | computegap gap - --field performance_gap.p50

# What if: a sweep over one figure.
for yield in 0.6 0.7 0.8 0.9; do
    echo "$yield $(computegap cost --yield "$yield" --chip h100 --field bill.unit_cost.p50)"
done

# A table in, the same table with an answer on each row out.
printf 'world,china.process.yield\nworse,0.6\nbetter,0.9\n' | computegap eval ratio performance_gap

# A grid of worlds, tidy.
computegap sweep us china --vary china.process.yield=0.6..0.9:4 --quantity ratio | cut -d , -f 1,7

# A scenario and a party of one's own.
computegap compare us china --scenario optimist.toml --field ratio.p50
computegap compare us france.toml --field ratio.p50

# Spreadsheets and databases.
computegap chips --format csv | cut -d , -f 3-5 | head -n 4

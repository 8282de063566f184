#!/usr/bin/env bash
# Tables joined, answered and summed up. Needs: mlr
set -euo pipefail

# The median ratio at each yield, and how far p5 and p95 are apart.
computegap sweep us china --vary china.process.yield=0.6..0.9:4 --quantity ratio --samples 512 |
    mlr --icsv --opprint \
        put '$spread = fmtnum($p95 - $p5, "%.1f"); $ratio = fmtnum($p50, "%.1f")' \
        then cut -o -f china.process.yield,ratio,spread

# A column worked out, its inputs made up on the way.
mlr -n --ocsv put 'end { for (int y = 60; y < 100; y += 10) { emit {"china.process.yield": y / 100} } }' |
    computegap eval gap=performance_gap | mlr --icsv --ojson stats1 -a min,max -f gap

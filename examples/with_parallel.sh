#!/usr/bin/env bash
# Every pair of yield and rule, on all cores, in order. Needs: parallel
set -euo pipefail

parallel --will-cite --keep-order --tag \
    computegap compare us china --set china.process.yield={1} --rule {2} --field performance_gap.p50 \
    ::: 0.6 0.9 ::: article kaplan

# A large table in pieces, each with the header, and whole again.
{ echo china.process.yield; seq 0.50 0.01 0.95; } |
    parallel --will-cite --keep-order --pipe --header : --block 200 computegap eval ratio --from csv |
    awk '(NR == 1 || !/^china/) && ++shown <= 4'

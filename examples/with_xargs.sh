#!/usr/bin/env bash
# One run for each line, two at a time. Needs: xargs
set -euo pipefail

# The ratio in some of the scenarios that ship.
printf '%s\n' article evidence h20 h200 |
    xargs -P 2 -I {} sh -c 'ratio=$(computegap compare us china --scenario {} --field ratio.p50) && echo {} "$ratio"' |
    sort

# What each chip is worth in H100s.
printf '%s\n' h100 h20 b200 | xargs computegap chips --columns id,h100e --format csv

#!/usr/bin/env bash
# Questions that jq answers from JSON. Needs: jq
set -euo pipefail

# What rests on judgement alone, and what was made of it.
computegap compare us china --format json | jq -r '.inputs[] | select(.basis == "judged") | .path'

# Of chips that have a price, the three with the cheapest H100's worth; a figure has a range, or is a number.
computegap chips --format ndjson |
    jq -rs 'def middle: if type == "object" then .p50 else . end;
            map(select(.price and .h100e) | {id, dollars: ((.price | middle) / (.h100e | middle) | round)})
            | sort_by(.dollars)[:3][] | "\(.id) \(.dollars)"'

# Worlds written by jq, answered row by row, and read by jq again.
jq -nc 'range(60; 100; 10) | {"china.process.yield": (. / 100)}' |
    computegap eval ratio | jq -s 'map(.ratio) | {least: min, most: max}'

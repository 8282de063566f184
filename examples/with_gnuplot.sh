#!/usr/bin/env bash
# A curve with its range, drawn in the terminal. Needs: gnuplot
set -euo pipefail

computegap sweep us china --vary china.process.yield=0.5..0.95:10 --quantity ratio --samples 512 |
    gnuplot -e '
        set datafile separator ","; set terminal dumb 72 20; unset key;
        set xlabel "yield"; set title "times the compute, p5 to p95";
        plot "/dev/stdin" every ::1 using 1:7:5:9 with yerrorbars'

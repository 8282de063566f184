"""Ways to a side's compute, one a module: each has a `Route` that works a side out."""

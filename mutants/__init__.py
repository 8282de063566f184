"""Do the tests bite? Changes the program in one place at a time, and runs the tests that reach the place.

`python -m mutants core records library studies` runs them all. A mutant is killed when a test fails. Those that
survive are in `survivors/`, with a reason each; others are printed as they would stand there.
"""

# Run the tests.
test:
    pytest

# Branches that the tests take: all of core's, 95 % over all.
coverage:
    coverage run -m pytest -q
    coverage report --fail-under=95
    coverage report --include='*/core/*' --fail-under=100

# Signals at 200 moments of each kind of run.
faults:
    COMPUTEGAP_FAULTS=200 pytest tests/test_hostile_files.py -k ended

# Generated input, 100,000 examples of each kind; hours.
fuzz:
    COMPUTEGAP_FUZZ=100000 pytest -s tests/test_fuzz.py

# Lint, format check and types.
lint:
    ruff check .
    ruff format --check .
    mypy

# Write the shipped facts anew as Python, after a change to their TOML.
data:
    python -m computegap.data

# After a change of a figure: the facts as Python, the golden files, and every citation checked.
figures: data
    python tests/test_golden.py
    computegap sources --check

# Start-up times against their floors, rows against other filters, workers of a sweep.
bench:
    python benchmarks/start_up.py
    python benchmarks/rows.py
    python benchmarks/sweep.py

# The documentation site, into build/site.
docs:
    python -m sphinx -W --keep-going -q docs build/site

# Everything that a machine without this project checks.
ci:
    bash .ci/run

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

# The same bytes from every Python here and from the oldest libraries; two builds alike; what the wheel holds.
everywhere:
    bash .ci/everywhere

# Mutants of the program against the tests that reach them: all of them, two hours; --share 0.1 for some.
mutants *words='core records library studies':
    python -m mutants {{words}}

# Lock every library of development, with hashes, naming no index.
lock:
    { head -n 2 requirements-dev.txt; uv pip compile -q pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header; } > requirements-dev.new
    mv requirements-dev.new requirements-dev.txt

# Known vulnerabilities of what is locked; needs a network that has PyPI's own data.
audit:
    pip-audit -r requirements-dev.txt --require-hashes --disable-pip

# Generated input, 100,000 examples of each kind; hours. With atheris, text readers by coverage too.
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
    python benchmarks/sampler.py

# The documentation site, into build/site.
docs:
    python -m sphinx -W --keep-going -q docs build/site

# Everything that a machine without this project checks.
ci:
    bash .ci/run

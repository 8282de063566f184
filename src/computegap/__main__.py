"""`python -m computegap`."""

from computegap.cli import run

if __name__ == "__main__":
    run()

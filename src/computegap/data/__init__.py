"""The shipped facts: TOML for people, and `literal`, the same as Python, for a start that costs nothing."""

"""The only room that opens a data file: shipped facts, a user's files, and what `--set` changes."""

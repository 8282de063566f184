"""Rows as text in, the same rows with more columns out: CSV, TSV and NDJSON, a block at a time."""

"""What is known, as files state it: one module a kind of record."""

"""Long runs: worked out in parts, by one process or many, and continued where they were interrupted."""

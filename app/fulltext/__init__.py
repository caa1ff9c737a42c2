"""Full text search on either database: its query language, its index, and what a hit shows."""

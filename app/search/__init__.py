"""Full text search: its query language, and what it means on either database."""

"""Finished answers, kept for as long as the record stands."""

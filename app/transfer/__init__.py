"""The record in and out of files."""

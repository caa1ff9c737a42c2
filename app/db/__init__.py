"""The record's database, whichever it is: connected to, read from and written to."""

"""Daybook: the Russia-Ukraine war day by day, who did it, who said it, who claims it."""

__version__ = "0.1.0"

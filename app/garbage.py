"""How much Python looks for garbage: less than by default, where little of it goes in circles."""

import gc


def collect_nothing_yet() -> None:
    """Look for no garbage until `collect_less`: loading a program makes next to none."""
    gc.disable()


def collect_less() -> None:
    """Leave alone what start-up made, and look at the rest every 50,000 new objects.

    With the defaults an import spent a sixth of its time in the collector.
    """
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
